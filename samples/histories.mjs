// What happened to made-up customers: a shop's invoices line by line, and contracts as they were signed.

import { DAY, TODAY, csv, day, random } from "./dice.mjs";

const BEGIN = Date.UTC(2025, 4, 1); // 18 months before the samples were made
const MONTHS = (TODAY - BEGIN) / DAY / 30.4;
const two = (n) => String(n).padStart(2, "0");
/** As a till in another office writes it: 5/17/2025 9:04. */
const american = (ms) => {
  const date = new Date(ms);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()} ${date.getUTCHours()}:${two(date.getUTCMinutes())}`;
};
const money = (n) => (Math.round(n * 100) / 100).toFixed(2);

// ---- a shop

const ITEMS = [
  ["乌龙茶 250g", 88], ["白瓷盖碗", 129], ["Linen tablecloth", 239], ["桂花糕礼盒", 68], ["Beeswax candle", 45.5], ["手冲咖啡壶", 199], ["挂耳咖啡 10包", 59],
  ["Wool throw", 459], ["陶瓷花瓶", 159.9], ["Bamboo steamer", 79], ["香薰精油", 99], ["茶席布", 128], ["Oak tray", 189], ["便携茶具", 268], ["干花束", 39.9], ["Cast-iron teapot", 399],
];

/** How somebody shops: how often in days, how long they stay, how much they take. */
const KINDS = {
  regular: { gap: [18, 40], stays: 0.95, lines: [1, 4], count: [1, 3], hours: [9, 21] },
  monthly: { gap: [25, 60], stays: 0.88, lines: [1, 3], count: [1, 2], hours: [10, 22] },
  seasonal: { gap: [95, 190], stays: 0.85, lines: [2, 6], count: [1, 4], hours: [10, 21] },
  bulk: { gap: [30, 75], stays: 0.93, lines: [3, 8], count: [4, 20], hours: [9, 18] },
  once: { gap: [40, 120], stays: 0.22, lines: [1, 3], count: [1, 2], hours: [9, 23] },
};

/** The invoices of a shop, a line for each thing sold or taken back. */
export function orders(seed) {
  const dice = random(seed);
  const lines = [];
  const happened = [];
  for (let i = 0; i < 160; i++) {
    const id = `C${1001 + i}`;
    const kind = KINDS[dice.weighted({ regular: 20, monthly: 34, seasonal: 18, bulk: 6, once: 82 })];
    // Most had bought before the file begins: only new ones have their true first order in it.
    let at = dice.chance(0.35) ? BEGIN + dice.whole(0, 45) * DAY : BEGIN + dice.whole(20, Math.floor(MONTHS * 30) - 20) * DAY;
    while (at < TODAY - DAY) {
      const moment = at + dice.whole(...kind.hours) * 3_600_000 + dice.whole(0, 59) * 60_000;
      const bought = Array.from({ length: dice.whole(...kind.lines) }, () => ({ item: dice.one(ITEMS), count: dice.whole(...kind.count) }));
      happened.push({ id, at: moment, bought, cancelled: false });
      // Something comes back in the weeks after, as an invoice of its own.
      const back = moment + dice.whole(2, 20) * DAY + dice.whole(1, 200) * 60_000;
      if (dice.chance(0.07) && back < TODAY) happened.push({ id, at: back, bought: bought.slice(0, dice.whole(1, bought.length)), cancelled: true });
      if (!dice.chance(kind.stays)) {
        // Gone; a few come back long after.
        if (!dice.chance(0.3)) break;
        at += (dice.chance(0.5) ? dice.whole(110, 200) : dice.whole(290, 380)) * DAY;
        continue;
      }
      at += Math.max(1, Math.round(dice.whole(...kind.gap) * (dice.chance(0.12) ? 1.8 : 1))) * DAY;
    }
  }
  // Some buy at the counter and give no number.
  for (let i = 0; i < 60; i++) {
    const at = BEGIN + dice.whole(0, Math.floor(MONTHS * 30)) * DAY + dice.whole(9, 21) * 3_600_000 + dice.whole(0, 59) * 60_000;
    if (at < TODAY) happened.push({ id: "", at, bought: [{ item: dice.one(ITEMS), count: 1 }], cancelled: false });
  }
  happened.sort((one, other) => one.at - other.at);
  happened.forEach(({ id, at, bought, cancelled }, i) => {
    for (const { item: [name, price], count } of bought) {
      lines.push([`${cancelled ? "C" : ""}${70001 + i}`, id, american(at), name, cancelled ? -count : count, money(price * (dice.chance(0.1) ? 0.9 : 1))]);
    }
  });
  // Three lines that a till spoils.
  for (const [place, column, text] of [[41, 2, "13/45/2025 9:00"], [500, 5, "gift"], [800, 4, ""]]) lines[place][column] = text;
  return csv(["Invoice", "Customer", "Time", "Item", "Quantity", "Unit price"], lines);
}

// ---- contracts

const PLANS = { 基础版: 4800, 团队版: 14400, 企业版: 52800 };

/** Contracts in the order in which they were signed; each names the one that it follows. */
export function contracts(seed) {
  const dice = random(seed);
  const rows = [];
  let number = 0;
  for (let i = 0; i < 90; i++) {
    const customer = `K${301 + i}`;
    const monthly = dice.chance(0.2);
    let plan = dice.weighted({ 基础版: 5, 团队版: 4, 企业版: 1 });
    let starts = BEGIN + dice.whole(-300, 400) * DAY;
    let signed = starts - dice.whole(1, 20) * DAY;
    let before = "";
    for (;;) {
      const months = monthly ? 1 : dice.chance(0.15) ? 24 : 12;
      const ends = added(starts, months) - DAY;
      const auto = monthly || dice.chance(0.15);
      const id = `HT${two(Math.floor(number / 100))}${two(number++ % 100)}`;
      if (signed > TODAY) break;
      rows.push({ signed, cells: [customer, id, plan, monthly ? "monthly" : months === 24 ? "two_year" : "one_year", moment(dice, signed), day(starts), day(ends), PLANS[plan] * (monthly ? 1 / 12 : months / 12), auto ? "是" : "否", auto ? `${months}mo` : "", before] });
      if (auto) break; // it runs on by itself
      const next = dice.weighted({ renewed: 52, upgraded: 16, late: 10, gone: 16, back: 6 });
      if (next === "gone") break;
      if (next === "upgraded") plan = { 基础版: "团队版", 团队版: "企业版", 企业版: "企业版" }[plan];
      const pause = { renewed: 0, upgraded: 0, late: dice.whole(3, 25), back: dice.whole(60, 150) }[next];
      starts = ends + (1 + pause) * DAY;
      signed = next === "late" || next === "back" ? starts - DAY : ends - dice.whole(1, 75) * DAY;
      before = id;
    }
  }
  rows.sort((one, other) => one.signed - other.signed);
  return csv(["客户编号", "合同编号", "产品", "类别", "签约时间", "起始日", "到期日", "金额", "自动续约", "续约周期", "上一合同"], rows.map(({ cells }) => cells));
}

function moment(dice, ms) {
  return `${day(ms)} ${two(dice.whole(9, 18))}:${two(dice.whole(0, 59))}`;
}

function added(ms, months) {
  const date = new Date(ms);
  const whole = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const last = new Date(Date.UTC(Math.floor(whole / 12), (whole % 12) + 1, 0)).getUTCDate();
  return Date.UTC(Math.floor(whole / 12), whole % 12, Math.min(date.getUTCDate(), last));
}
