// A change of a policy as a line for people, in the policy's own words.

import { quote } from "./suggest.js";

/** What the names in a section stand for, in English and Chinese. */
const THINGS = {
  fields: ["field", "字段"],
  events: ["event", "事件"],
  derive: ["derived value", "派生值"],
  scores: ["score", "评分"],
  groups: ["group", "评分维度"],
  rules: ["rule", "规则"],
  points: ["points for", "分值"],
  containing: ["points for text with", "包含文本的分值"],
  grades: ["grade", "评级"],
  bands: ["band", "分数线"],
  first: ["entry", "条目"],
  also: ["further class", "附加等级"],
  overrides: ["override to", "强制规则"],
  stages: ["stage", "生命周期阶段"],
  timers: ["timer", "跟进时限"],
  transitions: ["transition", "阶段流转"],
  renamed: ["former stage", "旧阶段"],
  balances: ["balance", "积分余额"],
  channels: ["channel", "渠道"],
  touches: ["touch", "触达"],
  calendar: ["calendar", "日历"],
  tests: ["test", "测试"],
  label: ["label in", "标签"],
  note: ["note in", "说明"],
};

/** Which sections stand in which. */
const WITHIN = {
  "": ["calendar", "fields", "events", "derive", "scores", "grades", "balances", "channels", "touches", "tests"],
  lifecycle: ["stages", "transitions", "renamed"],
  stages: ["timers"],
  scores: ["groups"],
  groups: ["rules"],
  rules: ["points", "containing"],
  grades: ["bands", "first", "also", "overrides"],
};

const LONGEST = 80;

/**
 * @param {"added" | "removed" | "changed" | "moved"} change
 * @param {string[]} keys the path @param {"en" | "zh"} language
 */
export function phrase(change, keys, from, to, language) {
  const what = language === "zh" ? inChinese(keys) : inEnglish(keys);
  const [before, after] = [shown(from, to), shown(to, from)];
  const small = (value) => typeof value !== "object" || value === null;
  if (language === "zh") {
    switch (change) {
      case "added":
        return small(to) ? `${what}：新增 ${after}` : `${what}：新增`;
      case "removed":
        return small(from) ? `${what}：删除（原为 ${before}）` : `${what}：删除`;
      case "moved":
        return to === null ? `${what}：移到最前` : `${what}：移到 ${quote(to)} 之后`;
      default:
        return `${what}：${before} → ${after}`;
    }
  }
  switch (change) {
    case "added":
      return small(to) ? `${what} added: ${after}` : `${what} added`;
    case "removed":
      return small(from) ? `${what} removed (was ${before})` : `${what} removed`;
    case "moved":
      return to === null ? `${what} moved to the front` : `${what} moved after ${quote(to)}`;
    default:
      return `${what}: ${before} → ${after}`;
  }
}

/** The path as things with names, and bare keys: the outermost first. */
function thingsOf(keys) {
  const things = [];
  let section = "";
  let start = 0;
  // There is one lifecycle: nobody need be told whose stages these are.
  if (keys[0] === "lifecycle" && keys.length > 2) [section, start] = ["lifecycle", 1];
  for (let i = start; i < keys.length; i++) {
    const key = keys[i];
    const text = key === "label" || key === "note";
    // Below a test or a kind of event there are a customer's names, not the policy's sections.
    const known = text ? section !== "tests" || i === 2 : WITHIN[section]?.includes(key);
    if (known && i + 1 < keys.length) {
      things.push({ section: key, name: keys[++i] });
      section = key;
    } else {
      things.push({ section: null, name: key });
      if (section !== "tests") section = null;
    }
  }
  return things;
}

function inEnglish(keys) {
  const things = thingsOf(keys).reverse();
  const named = ({ section, name }) => (section === null ? quote(name) : `${THINGS[section][0]} ${quote(name)}`);
  const joined = (one, i) => (i === 0 ? "" : things[i - 1].section === "rules" ? " in " : " of ") + named(one);
  return things.map(joined).join("");
}

function inChinese(keys) {
  return thingsOf(keys)
    .map(({ section, name }) => (section === null ? quote(name) : `${THINGS[section][1]} ${quote(name)}`))
    .join(" › ");
}

/** A value: a text in backticks, all else as JSON; of a long one the part where the other differs. */
function shown(value, other) {
  const text = textOf(value);
  const mark = typeof value === "string" ? "`" : "";
  if (text.length <= LONGEST) return mark + text + mark;
  const rival = textOf(other);
  let differ = 0;
  while (differ < text.length && text[differ] === rival[differ]) differ++;
  const start = differ > LONGEST / 2 ? differ - LONGEST / 4 : 0;
  const part = text.slice(start, start + LONGEST).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, ""); // no halves of a character
  return `${mark}${start > 0 ? "…" : ""}${part}${start + LONGEST < text.length ? "…" : ""}${mark}`;
}

function textOf(value) {
  return typeof value === "string" ? value.replace(/\p{Cc}/gu, " ") : JSON.stringify(value);
}
