// Text into Wasm memory and out of it, as UTF-8.

const LONG = 128;
const encoder = typeof TextEncoder === "undefined" ? null : new TextEncoder();

/**
 * Writes `text` at `at` and returns the end. There must be room for three bytes a code unit.
 * A lone surrogate becomes U+FFFD. Short texts are written here: a call to the encoder costs
 * more than they do.
 * @param {Uint8Array} u8 @param {number} at @param {string} text
 */
export function writeText(u8, at, text) {
  const { length } = text;
  if (length > LONG && encoder) return at + encoder.encodeInto(text, u8.subarray(at)).written;
  for (let i = 0; i < length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      u8[at++] = code;
    } else if (code < 0x800) {
      u8[at++] = 0xc0 | (code >> 6);
      u8[at++] = 0x80 | (code & 0x3f);
    } else {
      if (code >= 0xd800 && code < 0xe000) {
        const next = code < 0xdc00 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
        if (next >= 0xdc00 && next < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
          i++;
          u8[at++] = 0xf0 | (code >> 18);
          u8[at++] = 0x80 | ((code >> 12) & 0x3f);
          u8[at++] = 0x80 | ((code >> 6) & 0x3f);
          u8[at++] = 0x80 | (code & 0x3f);
          continue;
        }
        code = 0xfffd;
      }
      u8[at++] = 0xe0 | (code >> 12);
      u8[at++] = 0x80 | ((code >> 6) & 0x3f);
      u8[at++] = 0x80 | (code & 0x3f);
    }
  }
  return at;
}

/** How many bytes of UTF-8 this is, lone surrogates as U+FFFD. @param {string} text */
export function byteLength(text) {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) bytes += 1;
    else if (code >= 0xd800 && code < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

function isLow(code) {
  return code >= 0xdc00 && code < 0xe000;
}

class PlainEncoder {
  encode(text) {
    const bytes = new Uint8Array(text.length * 3);
    return bytes.subarray(0, writeText(bytes, 0, text));
  }

  encodeInto(text, bytes) {
    return { read: text.length, written: writeText(bytes, 0, text) };
  }
}

/** Decodes what the core wrote, which is always proper UTF-8. */
class PlainDecoder {
  decode(bytes = new Uint8Array()) {
    let text = "";
    for (let i = 0; i < bytes.length; ) {
      const first = bytes[i++];
      const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
      let code = more === 0 ? first : first & (0x3f >> more);
      for (let j = 0; j < more; j++) code = (code << 6) | (bytes[i++] & 0x3f);
      text += String.fromCodePoint(code);
    }
    return text;
  }
}

/** The host's encoder and decoder; where it has none (a simulated browser in tests), plain ones. */
export const Encoder = encoder ? TextEncoder : PlainEncoder;
export const Decoder = typeof TextDecoder === "undefined" ? PlainDecoder : TextDecoder;
