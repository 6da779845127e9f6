// Cells of a table as facts. What cannot be read stays the text that it is: the policy then
// says that it is not valid.

import { fold } from "./columns.js";

const YES = new Set(["yes", "y", "true", "t", "1", "on", "是", "有", "真"]);
const NO = new Set(["no", "n", "false", "f", "0", "off", "否", "无", "假"]);
const PLAIN = /^[+-]?\d+(\.\d+)?$/;
const CURRENCY = /^[¥€$£]\s*|\s*(?:[¥€$£]|元)$/g;
const TIME = "(?:[T ]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(\\.\\d+)?)?\\s*(Z|[+-]\\d{2}:\\d{2})?)?";
const YEAR_FIRST = new RegExp(`^(\\d{4})(?:[-/.]|年)(\\d{1,2})(?:[-/.]|月)(\\d{1,2})日?${TIME}$`);
const DAY_FIRST = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})${TIME}$`);
const MILLISECONDS = /^\d{12,13}$/;

/**
 * A function that reads the cells of a column.
 * @param {{ type: string, values?: readonly unknown[] }} field
 * @returns {(cell: string | undefined) => unknown} `null` for an empty cell
 */
export function reader(field, { decimalComma }) {
  const read = READERS[field.type](field, decimalComma);
  return (cell) => {
    const text = cell?.trim() ?? "";
    return text === "" ? null : read(text);
  };
}

const READERS = {
  number: (_, decimalComma) => (text) => number(text, decimalComma) ?? text,
  boolean: () => (text) => boolean(text) ?? text,
  date: () => (text) => instant(text) ?? text,
  timestamp: () => (text) => (MILLISECONDS.test(text) ? Number(text) : (instant(text) ?? text)),
  string: value,
  level: value,
  list: () => (text) => text.split(/[;|、,；，]/).map((one) => one.trim()).filter(Boolean),
};

/** A value may also be told by its label, and in other letters. */
function value({ values }) {
  if (!values) return (text) => text;
  const exact = new Set();
  const close = new Map();
  for (const one of values) {
    const { is, also = [], label = {} } = typeof one === "string" ? { is: one } : one;
    const labels = typeof label === "string" ? [label] : Object.values(label);
    for (const name of [is, ...also]) exact.add(name);
    for (const name of [is, ...also, ...labels]) if (!close.has(fold(name))) close.set(fold(name), is);
  }
  return (text) => (exact.has(text) ? text : (close.get(fold(text)) ?? text));
}

/**
 * A number as people write it. The comma is a decimal comma where the table's delimiter is a
 * semicolon, or where it cannot separate thousands; one full stop alone is always a decimal point.
 */
export function number(text, decimalComma) {
  if (PLAIN.test(text)) return Number(text);
  const plain = text.normalize("NFKC").replace(CURRENCY, "").replace(/[\s'’_]/g, "");
  const [commas, stops] = [plain.split(",").length - 1, plain.split(".").length - 1];
  const thousands = (mark) => new RegExp(`^[+-]?[1-9]\\d{0,2}(\\${mark}\\d{3})+(?!\\d)`).test(plain);
  let western = plain;
  if (commas > 0 && stops > 0) {
    const comma = plain.lastIndexOf(",") > plain.lastIndexOf(".");
    if ((comma ? commas : stops) > 1 || !thousands(comma ? "." : ",")) return null;
    western = comma ? plain.replaceAll(".", "").replace(",", ".") : plain.replaceAll(",", "");
  } else if (commas > 1 || stops > 1) {
    if (!thousands(commas > 1 ? "," : ".")) return null;
    western = plain.replaceAll(commas > 1 ? "," : ".", "");
  } else if (commas === 1) {
    western = !decimalComma && thousands(",") ? plain.replace(",", "") : plain.replace(",", ".");
  }
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(western) ? Number(western) : null;
}

function boolean(text) {
  const folded = fold(text);
  return YES.has(folded) ? true : NO.has(folded) ? false : null;
}

/** A date, with a time or without, as ISO text. A month before a day cannot be told from a day before a month, save by the full stops. */
export function instant(text) {
  const plain = text.normalize("NFKC");
  const yearFirst = YEAR_FIRST.exec(plain);
  if (yearFirst) return iso(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst.slice(4));
  const dayFirst = DAY_FIRST.exec(plain);
  if (dayFirst) return iso(dayFirst[3], dayFirst[2], dayFirst[1], dayFirst.slice(4));
  return null;
}

function iso(year, month, day, [hour, minute, second, fraction = "", offset = ""]) {
  const two = (digits) => digits.padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  if (hour === undefined) return date;
  return `${date}T${two(hour)}:${minute}${second ? `:${second}${fraction}` : ""}${offset}`;
}
