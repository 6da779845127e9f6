// A policy's conditions and durations as sentences, in English and Chinese, by its own labels.

import { parse } from "./expression.js";
import { labelOf, words } from "./words.js";

const WORDS = {
  and: [" and ", " 且 "],
  or: [" or ", " 或 "],
  not: ["not", "非"],
  is: ["is", "为"],
  is_not: ["is not", "不为"],
  days_between: ["days from {} to {}", "{} 到 {} 的天数"],
  in_days: ["{} in days", "{}（天）"],
  open_contract: ["there is an open contract", "有有效合同"],
  no_open_contract: ["there is no open contract", "没有有效合同"],
  known: ["is known", "已知"],
  not_known: ["is not known", "未知"],
  among: ["is among", "属于"],
  one_of: ["is one of {}", "为 {} 之一"],
  none: ["none", "空"],
  starts: ["starts with", "开头为"],
  ends: ["ends with", "结尾为"],
  contains: ["contains", "包含"],
  if: ["if", "若"],
  then: [", then ", "，则 "],
  otherwise: [", otherwise ", "，否则 "],
  yes: ["yes", "是"],
  no: ["no", "否"],
  after_stay: ["after {} in the stage", "进入该阶段满 {}后"],
  after_cooldown: ["no sooner than {} after the last time", "距上次进入满 {}后"],
  at_most: ["{} at most", "至多{}"],
  once: ["once", "一次"],
  times: ["{} times", " {} 次"],
  not_within: ["not within {}", "{}内未完成"],
  not_in_time: ["not in time", "超时未完成"],
};

/** Names in scope that no policy declares. */
const KNOWN = {
  now: ["now", "此刻"],
  today: ["today", "今天"],
  stage: ["the stage", "阶段"],
  stage_days: ["days in the stage", "在本阶段的天数"],
  id: ["the id", "客户编号"],
  consent: ["the consent given", "已给的同意"],
  personalised: ["personalised", "个性化"],
  at: ["the time", "发生时间"],
  "contract.phase": ["the contract's phase", "合同阶段"],
  "contract.starts": ["the contract's start", "合同起始日"],
  "contract.ends": ["the contract's last day", "合同到期日"],
  "contract.days_left": ["days to the contract's last day", "距合同到期天数"],
  "contract.value": ["the contract's value", "合同金额"],
  "contract.product": ["the contract's product", "合同产品"],
  "contract.kind": ["the contract's kind", "合同类别"],
  "contract.risk": ["the contract's risk", "合同流失风险"],
};

const UNITS = {
  m: ["minute", "分钟"],
  h: ["hour", "小时"],
  d: ["day", "天"],
  w: ["week", "周"],
  wd: ["working day", "个工作日"],
  mo: ["month", "个月"],
  y: ["year", "年"],
};

const SIGNS = { "<": "<", "<=": "≤", ">": ">", ">=": "≥", "*": "×", "/": "÷", "+": "+", "-": "−", "%": "%" };

/** Spaces that Chinese does not have: those beside nothing but its own characters. */
const BETWEEN = /(?<=[\p{Script=Han}（），、“”])\s+(?=[\p{Script=Han}（），、“”])/gu;

/** How strongly each kind holds its parts together. */
const BINDS = { choice: 0, or: 1, and: 2, not: 3, relation: 4, sum: 5, product: 6, one: 7 };

/** @param {object} document a policy that compiles @param {"en" | "zh"} lang */
export class Sentences {
  constructor(document, lang) {
    this.document = document;
    this.lang = lang;
  }

  word(key, ...inside) {
    return inside.reduce((text, one) => text.replace("{}", one), pick(WORDS[key], this.lang));
  }

  /** A condition as a sentence; as it is written where it cannot be put into words. */
  condition(text) {
    const tree = parse(text);
    if (tree === null) return text;
    const said = this.say(tree).text;
    if (this.lang === "zh") return said.replace(BETWEEN, "");
    return /^\w+\(/.test(said) ? said : said.charAt(0).toUpperCase() + said.slice(1);
  }

  /** `30d` as `30 days`. */
  duration(text) {
    const [, count, unit] = /^[+-]?(\d+)([a-z]+)$/.exec(text) ?? [];
    if (UNITS[unit] === undefined) return text;
    const one = pick(UNITS[unit], this.lang);
    return this.lang === "zh" ? `${count} ${one}` : `${count} ${one}${count === "1" ? "" : "s"}`;
  }

  /** What holds a transition back beside its condition, each a line. */
  limits({ stay, cooldown, at_most: atMost }) {
    const lines = [];
    if (stay !== undefined) lines.push(this.word("after_stay", this.duration(stay)));
    if (cooldown !== undefined) lines.push(this.word("after_cooldown", this.duration(cooldown)));
    if (atMost !== undefined) lines.push(this.word("at_most", atMost === 1 ? this.word("once") : this.word("times", atMost)));
    return lines;
  }

  /** What a person calls a name that is in scope. */
  name(name) {
    const { fields = {}, derive = {}, scores = {}, grades = {}, balances = {} } = this.document;
    const declared = { ...derive, ...fields };
    if (Object.hasOwn(declared, name)) return labelOf(declared[name]?.label, this.lang, name);
    const [section, inside] = name.split(".");
    const things = { score: scores, grade: grades, balance: balances }[section];
    if (inside !== undefined && things !== undefined) return labelOf(things[inside]?.label, this.lang, inside);
    return Object.hasOwn(KNOWN, name) ? pick(KNOWN[name], this.lang) : name;
  }

  stage(name) {
    const stage = this.document.lifecycle?.stages.find((one) => one.stage === name);
    return labelOf(stage?.label, this.lang, name);
  }

  /** A literal beside a name, by the label that it has there. */
  value(literal, beside) {
    if (typeof literal === "boolean") return this.word(literal ? "yes" : "no");
    if (typeof literal !== "string") return String(literal);
    const label = beside.kind === "name" ? this.labelled(literal, beside.name) : undefined;
    return label ?? `“${literal}”`;
  }

  labelled(literal, name) {
    if (name === "stage") return this.stage(literal);
    if (name === "contract.phase") return words(this.lang)(`phase_${literal}`);
    if (name.startsWith("grade.")) {
      const { bands = [], first = [], also = [] } = this.document.grades?.[name.slice("grade.".length)] ?? {};
      const entry = [...bands, ...first, ...also].find(({ grade }) => grade === literal);
      return entry === undefined ? literal : classLabel(entry, this.lang);
    }
    const values = this.document.fields?.[name]?.values;
    const value = values?.find((one) => (typeof one === "string" ? one : one.is) === literal);
    return value === undefined ? undefined : labelOf(value.label, this.lang, literal);
  }

  /** @returns {{ text: string, binds: number }} */
  say(tree) {
    switch (tree.kind) {
      case "and":
      case "or":
        return this.join(tree.kind, tree.parts);
      case "choice":
        return told(`${this.word("if")} ${this.inside(tree.condition, 1)}${this.word("then")}${this.inside(tree.then, 1)}${this.word("otherwise")}${this.inside(tree.otherwise, 0)}`, BINDS.choice);
      case "unary":
        return this.unary(tree);
      case "binary":
        return this.binary(tree);
      case "call":
        return this.call(tree);
      case "list":
        return told(tree.elements.map((one) => this.say(one).text).join(this.lang === "zh" ? "、" : ", "), BINDS.one);
      case "literal":
        return told(this.value(tree.value, tree), BINDS.one);
      default:
        return told(this.name(tree.name), BINDS.one);
    }
  }

  /** In brackets where it would otherwise be taken apart. */
  inside(tree, binds) {
    const { text, binds: own } = this.say(tree);
    return own < binds ? (this.lang === "zh" ? `（${text}）` : `(${text})`) : text;
  }

  join(kind, parts) {
    // Not everybody knows that `and` comes before `or`: what it joins stands in brackets there.
    return told(parts.map((one) => this.inside(one, BINDS.not)).join(this.word(kind)), BINDS[kind]);
  }

  unary({ operator, of }) {
    if (operator === "-") return told(`−${this.inside(of, BINDS.product)}`, BINDS.product);
    if (of.kind === "call" && of.name === "has" && of.args.length === 1) return this.has(of, "not_known");
    return told(`${this.word("not")} ${this.inside(of, BINDS.one)}`, BINDS.not);
  }

  binary({ operator, left, right }) {
    if (operator === "in") return this.among(left, right);
    const strength = "*/%".includes(operator) ? BINDS.product : "+-".includes(operator) ? BINDS.sum : BINDS.relation;
    const side = (one, other, binds) => (one.kind === "literal" ? this.value(one.value, other) : this.inside(one, binds));
    const [before, after] = [side(left, right, strength), side(right, left, strength + 1)];
    if (operator === "==" || operator === "!=") return told(`${before} ${this.word(operator === "==" ? "is" : "is_not")} ${after}`, strength);
    return told(`${before} ${SIGNS[operator]} ${after}`, strength);
  }

  among(left, right) {
    const what = this.inside(left, BINDS.relation);
    if (right.kind !== "list") return told(`${what} ${this.word("among")} ${this.inside(right, BINDS.sum)}`, BINDS.relation);
    const all = right.elements.map((one) => (one.kind === "literal" ? this.value(one.value, left) : this.inside(one, BINDS.sum)));
    const text = all.join(this.lang === "zh" ? "、" : ", ") || this.word("none");
    return told(`${what} ${all.length < 2 ? `${this.word("is")} ${text}` : this.word("one_of", text)}`, BINDS.relation);
  }

  call(tree) {
    const { name, receiver, args } = tree;
    if (name === "has" && args.length === 1) return this.has(tree, "known");
    if (name === "in_days" && args.length === 1) return told(this.days(args[0]), BINDS.one);
    if (["date", "timestamp", "duration"].includes(name) && args[0]?.kind === "literal") return told(String(args[0].value), BINDS.one);
    const verb = { startsWith: "starts", endsWith: "ends", contains: "contains" }[name];
    if (verb !== undefined && receiver !== null) return told(`${this.inside(receiver, BINDS.one)} ${this.word(verb)} ${this.inside(args[0], BINDS.one)}`, BINDS.relation);
    const callee = receiver === null ? name : receiver.kind === "name" && receiver.name === "math" ? name : null;
    const all = callee === null ? [receiver, ...args] : args;
    return told(`${name}(${all.map((one) => this.say(one).text).join(", ")})`, BINDS.one);
  }

  days(length) {
    if (length.kind !== "binary" || length.operator !== "-") return this.word("in_days", this.say(length).text);
    return this.word("days_between", this.say(length.right).text, this.say(length.left).text);
  }

  has({ args: [of] }, word) {
    // Nobody asks for the phase but to know whether there is one.
    if (of.name === "contract.phase") return told(this.word(word === "known" ? "open_contract" : "no_open_contract"), BINDS.relation);
    return told(`${this.inside(of, BINDS.one)} ${this.word(word)}`, BINDS.relation);
  }
}

/** A class that has a short name (`A`, `B1`) is known by it, any other by its label. */
function classLabel({ grade, label }, lang) {
  return grade.length > 2 ? labelOf(label, lang, grade) : grade;
}

function told(text, binds) {
  return { text, binds };
}

function pick([en, zh], lang) {
  return lang === "zh" ? zh : en;
}
