// What things of a policy are called in the page's language: by their labels, else by their names.

import type { LedgerLine, Observed } from "gradus";
import type { Choice, Class, Document, Field, Grade, Text } from "../document";
import { named, pointed } from "../document";
import { common } from "./common";
import { en } from "./en";
import { TAG, type Language } from "./language";
import { zh } from "./zh";

const MINUS = "−";

/** Everything that a component needs to speak: the page's words, the policy's labels, numbers. */
export class Words {
  readonly say: typeof en;
  private readonly numbers = new Map<string, Intl.NumberFormat>();

  constructor(
    readonly language: Language,
    readonly document: Document,
  ) {
    this.say = { en, zh }[language];
  }

  /** A policy's text in this language, else in English, else in whatever there is. */
  text(text: Text | undefined): string | undefined {
    if (typeof text !== "object") return text;
    return text[this.language] ?? text[TAG[this.language]] ?? text.en ?? Object.values(text)[0];
  }

  /** A number with at most three decimals, or with exactly as many as asked for. */
  number(value: number, decimals?: number): string {
    return this.format(value, decimals, "auto");
  }

  /** Points: with their sign, `+12` or `−3`. */
  points(value: number, decimals?: number): string {
    return this.format(value, decimals, "exceptZero");
  }

  percent(share: number): string {
    return new Intl.NumberFormat(TAG[this.language], { style: "percent", maximumFractionDigits: 0 }).format(share);
  }

  list(items: readonly string[]): string {
    return items.join(this.say.list);
  }

  /** `Fit: 77.5` */
  pair(name: string, value: string): string {
    return `${name}${this.say.colon}${value}`;
  }

  /** A fact as `missing` and `withheld` name it: a field, `id`, `personalised` or `events.KIND`. */
  fact(name: string): string {
    if (name === "id" || name === "personalised") return this.say.facts[name];
    return name.startsWith("events.") ? this.kind(name.slice("events.".length)) : this.label(named(this.document.fields, name)?.label, name);
  }

  kind(name: string): string {
    return common(name, this.language);
  }

  attribute(name: string): string {
    return common(name, this.language);
  }

  unit(name: string): string {
    return common(name, this.language);
  }

  purpose(name: string): string {
    return common(name, this.language);
  }

  choice(field: Field | undefined, is: string): string {
    const found = field?.values?.find((one): one is Choice => typeof one === "object" && one.is === is);
    return this.label(found?.label, is);
  }

  score(name: string): string {
    return this.label(named(this.document.scores, name)?.label, name);
  }

  group(score: string, name: string): string {
    return this.label(named(named(this.document.scores, score)?.groups, name)?.label, name);
  }

  rule(score: string, group: string, id: string): string {
    const rules = named(named(this.document.scores, score)?.groups, group)?.rules;
    return this.label(rules?.find((rule) => rule.id === id)?.label, id);
  }

  /** What a line of a ledger is about, beside its group. */
  line(score: string, { kind, group, rule }: LedgerLine): string {
    const { kinds } = this.say.score;
    const name = group !== null && rule !== null ? this.rule(score, group, rule) : undefined;
    if (kind === "rule") return name ?? "";
    return name === undefined ? kinds[kind] : this.pair(kinds[kind], name);
  }

  stage(name: string): string {
    return this.label(this.document.lifecycle?.stages.find(({ stage }) => stage === name)?.label, name);
  }

  timer(stage: string, name: string): string {
    const timers = this.document.lifecycle?.stages.find((one) => one.stage === stage)?.timers;
    return this.label(timers?.find(({ timer }) => timer === name)?.label, name);
  }

  touch(name: string): string {
    return this.label(this.document.touches.find(({ touch }) => touch === name)?.label, name);
  }

  channel(name: string): string {
    return this.label(named(this.document.channels, name)?.label, name);
  }

  balance(name: string): string {
    return this.label(named(this.document.balances, name)?.label, name);
  }

  grade(name: string): string {
    return this.label(named(this.document.grades, name)?.label, name);
  }

  /** What a class means, if the policy says more than its name. */
  meaning(grade: string, name: string): string | undefined {
    const declared = named(this.document.grades, grade);
    const label = this.text(classOf(declared, name)?.label);
    if (label !== undefined) return label;
    const word = common(name, this.language);
    return word === name ? undefined : word;
  }

  /** A class in a word or two: a letter as it is, a name in code by what it means. */
  short(grade: string, name: string): string {
    return isLetter(name) ? name : (this.meaning(grade, name) ?? name);
  }

  /** What to do with this class, or what it is, if the policy has a note on it. */
  note(grade: string, name: string | null): string | undefined {
    return name === null ? undefined : this.text(classOf(named(this.document.grades, grade), name)?.note);
  }

  /** A class with its meaning: `A · Fits very well`, or just `Warm`, whose name is no more than that in code. */
  classed(grade: string, name: string | null): string {
    if (name === null) return this.say.grade.none;
    const meaning = this.meaning(grade, name);
    if (meaning === undefined) return name;
    return isLetter(name) ? `${name} · ${meaning}` : meaning;
  }

  /** What a rule read: `Company size: 200–499 people`. */
  observed(name: string, value: Observed): string {
    const { document, say } = this;
    if (Object.hasOwn(document.events, name)) return say.observed.times(this.kind(name), this.value(undefined, value));
    const [owner = "", part] = name.split(".");
    if (part !== undefined && owner === "grade") return this.pair(this.grade(part), this.classed(part, value as string | null));
    if (part !== undefined && owner === "balance") return this.pair(this.balance(part), this.value(undefined, value));
    if (part !== undefined && owner === "score") return this.pair(this.score(part), this.value(undefined, value));
    if (name === "stage") return this.pair(say.standing.heading, value === null ? say.observed.missing : this.stage(String(value)));
    if (name === "now" || name === "today" || name === "consent") return this.pair(say.observed[name], this.value(undefined, value));
    const derived = named(document.derive, name);
    return this.pair(derived ? this.label(derived.label, name) : this.fact(name), this.value(named(document.fields, name), value));
  }

  /** A value of a fact. */
  value(field: Field | undefined, value: Observed): string {
    const { say } = this;
    if (value === null) return say.observed.missing;
    if (typeof value === "boolean") return value ? say.yes : say.no;
    if (typeof value === "number") return field?.unit ? `${this.number(value)}\u00a0${this.unit(field.unit)}` : this.number(value);
    if (Array.isArray(value)) return this.list(value.map((one) => this.choice(field, one)));
    return typeof value === "object" ? say.observed.personal : this.choice(field, value);
  }

  /** The label, note or condition at this place of the policy. */
  at(path: string): string | undefined {
    const { label, note, when } = (pointed(this.document, path) ?? {}) as Class;
    return this.text(label) ?? this.text(note) ?? when;
  }

  private label(label: Text | undefined, name: string): string {
    return this.text(label) ?? common(name, this.language);
  }

  private format(value: number, decimals: number | undefined, signDisplay: "auto" | "exceptZero"): string {
    const key = `${decimals} ${signDisplay}`;
    let format = this.numbers.get(key);
    if (format === undefined) {
      const digits = { minimumFractionDigits: decimals ?? 0, maximumFractionDigits: decimals ?? 3 };
      this.numbers.set(key, (format = new Intl.NumberFormat(TAG[this.language], { ...digits, signDisplay })));
    }
    return format.format(value).replace("-", MINUS);
  }
}

/** How many decimals it takes to write all of these alike. */
export function decimalsOf(values: readonly number[]): number {
  return [0, 1, 2].find((decimals) => values.every((value) => Number(value.toFixed(decimals)) === value)) ?? 3;
}

/** `A`, `B+`, `A1`: a name that says something as it stands. */
export function isLetter(name: string): boolean {
  return /^[A-Z]\w?$/.test(name);
}

function classOf(grade: Grade | undefined, name: string): Class | undefined {
  return [...(grade?.bands ?? []), ...(grade?.first ?? []), ...(grade?.also ?? [])].find((one) => one.grade === name);
}
