/** Exact arithmetic: whole numbers of any length, and fractions of them. */

export interface Fraction { n: bigint; d: bigint }

export function fraction(n: bigint, d: bigint = 1n): Fraction {
  if (d === 0n) throw new Error('a fraction over nothing');
  if (d < 0n) return fraction(-n, -d);
  const by = gcd(abs(n), d);
  return { n: n / by, d: d / by };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

export function abs(n: bigint): bigint {
  return n < 0n ? -n : n;
}

export function gcd(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

export function lcm(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

/** To the nearest whole number, halves away from zero. */
export function round({ n, d }: Fraction): bigint {
  const magnitude = (2n * abs(n) + d) / (2n * d);
  return n < 0n ? -magnitude : magnitude;
}

export function clamp(n: bigint, low: bigint, high: bigint): bigint {
  return n < low ? low : n > high ? high : n;
}

/** What a finite double is, exactly. */
export function ofDouble(x: number): Fraction {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = bits & 0xfffffffffffffn;
  if (exponent === 0x7ff) throw new Error('no finite double');
  const whole = exponent === 0 ? mantissa : mantissa | (1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075;
  const signed = negative ? -whole : whole;
  return power >= 0 ? fraction(signed << BigInt(power)) : fraction(signed, 1n << BigInt(-power));
}

/** The nearest double, ties to even. */
export function toDouble({ n, d }: Fraction): number {
  if (n === 0n) return 0;
  const magnitude = abs(n);
  // Scale so that the quotient has at least 54 bits more than any double keeps, with a sticky last bit.
  const shift = BigInt(Math.max(0, 128 + bitLength(d) - bitLength(magnitude)));
  const quotient = (magnitude << shift) / d;
  const sticky = (magnitude << shift) % d === 0n ? 0n : 1n;
  const scaled = (quotient << 1n) | sticky;
  // Number() of a BigInt rounds to nearest, ties to even; dividing by a power of two is then exact
  // for every number that is no subnormal, which is all that sums of millionths and means of days can be.
  let result = Number(scaled);
  for (let left = Number(shift) + 1; left > 0; left -= 512) result /= 2 ** Math.min(left, 512);
  return n < 0n ? -result : result;
}

function bitLength(n: bigint): number {
  return n.toString(2).length;
}

/** The exact value of a decimal number's text. `null` where its exponent is beyond all use. */
export function ofDecimal(text: string): { digits: bigint; exponent: number } {
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
  if (!match) throw new Error(`no decimal: ${text}`);
  const [, sign, whole, decimals = '', power = '0'] = match;
  let digits = BigInt(whole! + decimals);
  let exponent = Number(power) - decimals.length;
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  if (digits === 0n) exponent = 0;
  return { digits: sign === '-' ? -digits : digits, exponent };
}

/** A decimal's text in whole thousandths within ±1,000,000,000, or what is wrong with it. */
export function thousandths(text: string): bigint | 'impossible_value' | 'too_precise' {
  const { digits, exponent } = ofDecimal(text);
  if (exponent < -3) return 'too_precise';
  const size = abs(digits).toString().length + exponent; // digits before the point
  if (size > 10) return 'impossible_value';
  const value = digits * 10n ** BigInt(exponent + 3);
  return abs(value) > 1_000_000_000_000n ? 'impossible_value' : value;
}

/** Thousandths as the number that people see. */
export function shown(value: bigint): number {
  return toDouble(fraction(value, 1000n));
}

const BITS = 320n; // some 96 decimal digits
const ONE = 1n << BITS;

/** 2^(−numerator ÷ denominator) for numerator ≥ 0, cut off far below the 60th digit. */
export function halvings(numerator: bigint, denominator: bigint): Fraction {
  const key = `${numerator}/${denominator}`;
  const found = halved.get(key) ?? computeHalvings(numerator, denominator);
  if (halved.size > 10_000) halved.clear();
  halved.set(key, found);
  return found;
}

const halved = new Map<string, Fraction>();

function computeHalvings(numerator: bigint, denominator: bigint): Fraction {
  const whole = numerator / denominator;
  const rest = numerator % denominator;
  if (whole > 4000n) return { n: 0n, d: 1n };
  // e^(−rest · ln 2 ÷ denominator) by its series.
  const x = (LN2 * rest) / denominator;
  let term = ONE;
  let sum = ONE;
  for (let k = 1n; term !== 0n; k += 1n) {
    term = (term * x) / ONE / k;
    sum += k % 2n === 0n ? term : -term;
  }
  return { n: sum, d: ONE << whole };
}

const LN2 = ln2();

/** ln 2 = Σ 1 ÷ (k · 2^k). */
function ln2(): bigint {
  let sum = 0n;
  for (let k = 1n; k <= BITS; k += 1n) sum += (ONE >> k) / k;
  return sum;
}
