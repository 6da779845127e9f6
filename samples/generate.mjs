// Writes the sample files beside it. Everything in them is made up: the people, the companies, the outcomes.
//
//   node samples/generate.mjs
//
// The same seed gives the same bytes. No dependencies.

import { writeFileSync } from "node:fs";
import { DAY, SEED, TODAY, clock, csv, day, isChinese, random, slashed, thousands, yes } from "./dice.mjs";
import { contracts, orders } from "./histories.mjs";

// ---- words

const NAMES_ZH = {
  family: ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"],
  given: ["伟", "芳", "娜", "敏", "静", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "桂英", "志强", "晓燕", "子轩", "雨桐", "建国", "思远", "佳怡", "浩然", "梓涵"],
};
const NAMES_EN = {
  given: ["Sarah", "James", "Priya", "Kenji", "Anna", "Mateo", "Chloe", "Daniel", "Mei", "Omar", "Julia", "Wei Ling", "Lukas", "Aisha", "Tom", "Hye-jin"],
  family: ["Miller", "Tan", "Sharma", "Sato", "Fischer", "García", "Dubois", "Kim", "Wong", "Haddad", "Novak", "O'Brien", "Lim", "Rossi", "Andersson", "Nguyen"],
};
const COMPANIES_ZH = [
  ["云帆", "yunfan"], ["启衡", "qiheng"], ["鼎曜", "dingyao"], ["沐禾", "muhe"], ["星垣", "xingyuan"], ["朗域", "langyu"], ["汇澜", "huilan"], ["拓岑", "tuocen"],
  ["锦砺", "jinli"], ["佰川", "baichuan"], ["青砚", "qingyan"], ["合垚", "heyao"], ["知更", "zhigeng"], ["铭舸", "mingge"], ["予桐", "yutong"], ["海棱", "haileng"],
];
const CITIES = ["上海", "北京", "深圳", "杭州", "广州", "成都", "苏州", "武汉", "南京", "厦门", "青岛", "西安"];
const COMPANIES_EN = [
  ["Bluepeak", "bluepeak"], ["Kestrel & Vale", "kestrelvale"], ["Nordlys", "nordlys"], ["Tamarind", "tamarind"], ["Quillon", "quillon"], ["Harbourline", "harbourline"],
  ["Osprey Row", "ospreyrow"], ["Lanternfish", "lanternfish"], ["Stonecrop", "stonecrop"], ["Marigold 7", "marigold7"], ["Fennwick", "fennwick"], ["Calloway Reed", "callowayreed"],
];
const TRADES = {
  software: ["科技", "Software"], ecommerce: ["电子商务", "Commerce"], finance: ["金融信息服务", "Capital"], manufacturing: ["精密制造", "Industries"], retail: ["商贸", "Retail"],
  logistics: ["物流", "Logistics"], healthcare: ["医疗器械", "Health"], education: ["教育科技", "Learning"], media: ["文化传媒", "Media"], services: ["企业管理咨询", "Consulting"],
  property: ["建设工程", "Construction"], public: ["产业发展中心", "Agency"], other: ["农业发展", "Group"],
};
const LEGAL_EN = ["Ltd", "Inc.", "GmbH", "Pte. Ltd.", "", "", "B.V."];

// What a CRM's users really write in these columns. Every spelling is one that policies/b2b-saas.json knows.
const SPELLINGS = {
  size: {
    "1-49": ["1-49", "1-49人", "50人以下", "11-50", "少于50人", "20-99人", "1-10"],
    "50-199": ["50-199", "50-199人", "51-200", "100-499人"],
    "200-499": ["200-499", "200-499人", "201-500"],
    "500+": ["500+", "500人以上", "501-1000", "1000-9999人", "1001-5000"],
  },
  industry: {
    software: ["Software", "互联网", "软件", "IT/互联网", "SaaS", "Information Technology"], ecommerce: ["E-commerce", "电商", "跨境电商"],
    finance: ["Finance", "金融", "Financial Services", "保险"], manufacturing: ["Manufacturing", "制造业", "机械制造", "汽车"],
    retail: ["Retail", "零售", "快消"], logistics: ["Logistics", "物流", "交通运输"], healthcare: ["Healthcare", "医疗", "医药"],
    education: ["Education", "教育", "培训"], media: ["Media", "广告", "文化传媒"], services: ["Consulting", "企业服务", "咨询"],
    property: ["Real Estate", "房地产", "建筑业"], public: ["Government", "事业单位"], other: ["Other", "其他", "-None-", "其它"],
  },
  source: {
    referral: ["External Referral", "转介绍", "客户推荐"], partner: ["Partner", "渠道"], website: ["Website", "官网", "官网注册", "Web Form"],
    webinar: ["Webinar", "直播", "线上研讨会"], event: ["Trade Show", "展会", "线下活动"], search: ["Organic Search", "百度", "搜索引擎"],
    wechat: ["WeChat", "公众号", "微信公众号"], content: ["Web Download", "白皮书下载"], social: ["LinkedIn", "知乎", "小红书"],
    ads: ["Advertisement", "百度推广", "信息流广告", "Google Ads"], outbound: ["Cold Call", "电话开发"], list: ["Purchased List", "外购名单"], other: ["-None-", "其他"],
  },
  role: {
    decider: ["Decision Maker", "决策人", "决策者"], influencer: ["Influencer", "影响者", "推荐人"], procurement: ["Procurement", "采购"],
    user: ["User", "使用者", "End User"], student: ["Student", "学生"],
  },
  timeline: {
    none: ["No plan", "暂无计划", "仅了解"], year: ["Within 12 months", "一年内"], quarter: ["Within 3 months", "三个月内", "本季度"], month: ["Within 1 month", "本月", "尽快"],
  },
};
const TITLES = {
  decider: [["CEO", "Founder", "CTO", "Managing Director", "VP Operations", "Owner", "Chief Digital Officer"], ["总经理", "CEO", "创始人", "董事长", "副总裁", "信息总监", "CTO", "运营副总"]],
  influencer: [["IT Manager", "Head of Sales Ops", "Director of Marketing", "Team Lead", "Product Owner"], ["销售经理", "市场总监", "IT经理", "运营主管", "信息化部部长", "总经理助理"]],
  procurement: [["Procurement Manager", "Purchasing Specialist", "Sourcing Lead"], ["采购经理", "采购主管", "采购专员"]],
  user: [["Sales Rep", "Software Engineer", "Account Manager", "Marketing Specialist", "Coordinator", "Marketing Intern"], ["销售代表", "工程师", "客户经理", "市场专员", "运营专员", "运营实习生"]],
  student: [["Student", "PhD student"], ["学生", "研究生"]],
};
const COUNTRIES = {
  CN: ["CN", "China", "中国", "中国大陆"], SG: ["SG", "Singapore", "新加坡"], HK: ["Hong Kong", "中国香港"], MY: ["Malaysia", "MY"], JP: ["Japan", "日本"],
  DE: ["Germany"], US: ["United States"], GB: ["United Kingdom"], IN: ["India"], BR: ["Brazil"], FR: ["France"],
};
const FREE_MAIL = { zh: ["qq.com", "163.com", "126.com", "foxmail.com"], en: ["gmail.com", "outlook.com", "yahoo.com"] };

// ---- one prospect, as they really are; then as the export has them

function prospect(dice) {
  const country = dice.weighted({ CN: 66, SG: 6, HK: 5, MY: 3, JP: 3, DE: 4, US: 5, GB: 3, IN: 3, BR: 1, FR: 1 });
  const chinese = country === "CN" || (country === "HK" && dice.chance(0.5));
  const source = dice.weighted({ website: 17, search: 14, ads: 14, wechat: 11, content: 10, event: 8, webinar: 7, referral: 6, outbound: 5, social: 4, list: 4, partner: 3, other: 3 });
  const industry = dice.weighted({ software: 20, manufacturing: 14, ecommerce: 11, retail: 9, services: 9, education: 7, finance: 6, logistics: 5, healthcare: 5, media: 5, property: 4, public: 3, other: 6 });
  const people = Math.max(1, Math.round(Math.exp(3.9 + 1.55 * dice.normal())));
  const size = people < 50 ? "1-49" : people < 200 ? "50-199" : people < 500 ? "200-499" : "500+";
  const role = dice.chance(0.025) ? "student" : dice.weighted(people < 30 ? { decider: 5, influencer: 2, user: 4 } : { decider: 2, influencer: 4, procurement: 1.5, user: 4 });
  const budget = Math.round(Math.exp(5.2 + 0.62 * Math.log(people) + 0.8 * dice.normal()) / 100) * 100;
  const timeline = dice.weighted({ none: 40, year: 28, quarter: 22, month: 10 });

  // Whoever means it fills in the form; whoever does not gives a throwaway address.
  const care = dice.normal();
  const throwaway = dice.chance(care < -1 ? 0.08 : 0.003);

  // What decides in truth, unknown to any policy: similar questions, other weights, and a good deal of luck.
  const pull = { referral: 1.1, partner: 0.6, website: 0.4, webinar: 0.3, event: 0.2, search: 0.3, ads: -0.3, outbound: -0.6, list: -1.3, other: -0.4 }[source] ?? 0;
  const trade = { software: 0.5, ecommerce: 0.5, finance: 0.3, manufacturing: 0.1, public: -0.8, property: -0.5, other: -0.5 }[industry] ?? 0;
  const say = { decider: 0.8, influencer: 0.3, procurement: 0.2, user: -0.4, student: -6 }[role];
  const far = country === "CN" ? 0.2 : ["SG", "HK", "MY", "JP"].includes(country) ? 0 : -0.7;
  const hurry = { none: -0.7, year: -0.1, quarter: 0.4, month: 0.9 }[timeline];
  const logit = -3.9 + 0.33 * Math.log(people) + 0.22 * Math.log(1 + budget / 1000) + pull + trade + say + far + hurry + 0.6 * care;

  return { country, chinese, source, industry, people, size, role, budget, timeline, care, throwaway, won: yes(dice, logit) && !throwaway };
}

function written(dice, lead) {
  const zh = lead.chinese;
  const fits = zh ? (lead.onlyChinese ? isChinese : () => true) : (word) => !isChinese(word);
  const say = (list) => dice.one(list.some(fits) ? list.filter(fits) : list);
  // A purchased list has little in it, a referral is looked after.
  const kept = { list: 0.45, other: 0.6, ads: 0.8, social: 0.75, outbound: 0.85, referral: 0.97, partner: 0.95 }[lead.source] ?? 0.88;
  const filled = Math.max(0.3, Math.min(1, kept + 0.12 * lead.care));
  const maybe = (share, value) => (dice.chance(share * filled) ? value : "");

  const [zhName, zhDomain] = dice.one(COMPANIES_ZH);
  const [enName, enDomain] = dice.one(COMPANIES_EN);
  const [zhTrade, enTrade] = TRADES[lead.industry];
  const company = zh ? `${dice.one(CITIES)}${zhName}${zhTrade}有限公司` : `${enName} ${enTrade} ${dice.one(LEGAL_EN)}`.trim();
  const domain = `${zh ? zhDomain : enDomain}${zh && dice.chance(0.5) ? ".cn" : ""}.example`;
  const name = zh ? dice.one(NAMES_ZH.family) + dice.one(NAMES_ZH.given) : `${dice.one(NAMES_EN.given)} ${dice.one(NAMES_EN.family)}`;

  // Private mailboxes are masked, as careful exports mask them: no address here can be anybody's.
  const initial = String.fromCharCode(97 + dice.whole(0, 25));
  const free = dice.chance(zh ? 0.34 : 0.2);
  const email = lead.throwaway ? `${initial}***@mailinator.com` : free ? `${initial}***@${dice.one(FREE_MAIL[zh ? "zh" : "en"])}` : `${initial}${dice.whole(10, 99)}@${domain}`;
  const digits = String(dice.whole(0, 9999)).padStart(4, "0");
  const asRange = dice.chance(0.62);
  const consent = lead.source === "list" ? [] : [dice.chance(0.4 + 0.1 * lead.care) && "telephone", dice.chance(zh ? 0.25 : 0) && "wechat"].filter(Boolean);

  return {
    name,
    company: lead.role === "student" && dice.chance(0.6) ? dice.one(["无", "个人", "test", "测试"]) : company,
    size: asRange ? maybe(0.95, say(SPELLINGS.size[lead.size])) : "",
    employees: asRange ? "" : maybe(0.95, String(lead.people)),
    industry: maybe(0.93, say(SPELLINGS.industry[lead.industry])),
    country: maybe(0.95, say(COUNTRIES[lead.country])),
    source: dice.chance(0.97) ? say(SPELLINGS.source[lead.source]) : "",
    title: maybe(0.85, dice.one(TITLES[lead.role][zh ? 1 : 0])),
    role: maybe(0.5, say(SPELLINGS.role[lead.role])),
    budget: maybe(0.5, dice.chance(0.15) ? thousands(lead.budget) : String(lead.budget)),
    timeline: maybe(0.45, say(SPELLINGS.timeline[lead.timeline])),
    email: maybe(1, email),
    mobile: maybe(0.75, zh ? `13${dice.whole(0, 9)}****${digits}` : `+** *** ${digits}`),
    wechat: zh ? maybe(0.35, `wx_${initial}***${dice.whole(10, 99)}`) : "",
    consent: consent.join(";"),
    created: clock(dice, TODAY - dice.whole(20, 360) * DAY),
  };
}

/** Cells as people and spreadsheets spoil them: amounts with words in, ranges turned into dates, zeros for nothing. */
function spoiled(dice, row) {
  const kind = dice.weighted({ none: 140, budget: 2.5, size: 1.2, employees: 1.3, industry: 1.2, source: 0.8 });
  if (kind === "budget") row.budget = dice.one(["面议", "20k", "about 5000", "-1", "待定", "1.5万"]);
  if (kind === "size") row.size = dice.one(["1月10日", "Oct-50", "中型"]);
  if (kind === "employees") row.employees = dice.one(["0", "~300", "不详"]);
  if (kind === "industry") row.industry = dice.one(["Sofware", "?", "Agritech"]);
  if (kind === "source") row.source = dice.one(["朋友圈转发", "2025Q3 campaign"]);
  return row;
}

// ---- one retail customer

function customer(dice, index) {
  const never = dice.chance(0.14);
  const warmth = dice.normal();
  const orders = never ? 0 : Math.max(0, Math.round(Math.exp(1.25 + 0.8 * warmth + 0.4 * dice.normal()) - 0.6));
  const basket = Math.exp(5.8 + 0.7 * dice.normal());
  const spend = Math.round(orders * basket * 100) / 100;
  const since = never ? null : orders === 0 ? dice.whole(366, 900) : Math.min(364, Math.round((365 / (orders + 1)) * Math.exp(0.7 * dice.normal())));
  const member = never ? dice.whole(5, 400) : since + dice.whole(20, 1800);
  const intent = dice.weighted(never ? { "": 4, browsing: 4, comparing: 3, ready: 2 } : { "": 14, browsing: 3, comparing: 2, ready: 1 + Math.max(0, warmth) });
  const wished = Math.max(0, Math.round(Math.exp(0.4 + 0.6 * dice.normal()) - 1 + (intent === "ready" ? 2 : 0)));
  const asked = !never && dice.chance(0.3);
  const nps = Math.max(0, Math.min(10, Math.round(7.4 + 1.3 * warmth + 1.5 * dice.normal())));
  const friends = never ? 0 : Math.max(0, Math.round(0.4 * Math.exp(0.9 * warmth) + 0.5 * dice.normal() - 0.1));
  const reviews = never ? 0 : Math.max(0, Math.round(0.25 * orders + 0.7 * dice.normal() - 0.2));
  const logit = -1.8 + 0.55 * warmth + 0.5 * Math.log(1 + orders) - (since ?? 200) / 220 + ({ ready: 1.1, comparing: 0.4 }[intent] ?? 0) + 0.5 * dice.normal();
  const maybe = (share, value) => (dice.chance(share) ? value : "");
  return [
    `M${String(10001 + index)}`,
    day(TODAY - member * DAY),
    maybe(0.97, orders),
    maybe(0.95, orders === 0 ? 0 : spend),
    since === null ? "" : maybe(0.97, dice.chance(0.1) ? slashed(TODAY - since * DAY) : day(TODAY - since * DAY)),
    orders === 0 ? "" : maybe(0.8, Math.max(0, Math.min(100, Math.round(62 + 18 * dice.normal())))),
    never ? maybe(0.35, dice.one([300, 500, 800, 1000, 2000, 3000, 5000])) : "",
    dice.chance(0.5) ? intent : { "": "", browsing: "随便看看", comparing: "比较中", ready: "准备购买" }[intent],
    maybe(0.85, wished),
    maybe(0.9, reviews),
    maybe(0.9, friends),
    asked ? (dice.chance(0.08) ? "n/a" : nps) : "",
    yes(dice, logit) ? "yes" : "no",
  ];
}

// ---- files

const write = (name, content) => writeFileSync(new URL(name, import.meta.url), content);

function prospects() {
  const dice = random(SEED);
  const header = ["id", "Name", "Company", "Company Size", "No. of Employees", "Industry", "Country", "Lead Source", "Title", "Role", "Monthly Budget", "Purchase Timeframe", "Email", "Mobile", "WeChat ID", "consent", "Created Time", "won"];
  const rows = Array.from({ length: 500 }, (_, i) => {
    const lead = prospect(dice);
    const r = spoiled(dice, written(dice, lead));
    return [`L-${String(i + 1).padStart(4, "0")}`, r.name, r.company, r.size, r.employees, r.industry, r.country, r.source, r.title, r.role, r.budget, r.timeline, r.email, r.mobile, r.wechat, r.consent, r.created, lead.won ? "yes" : "no"];
  });
  return csv(header, rows);
}

function prospectsZh() {
  const dice = random(SEED + 1);
  const header = ["线索编号", "姓名", "公司名称", "公司规模", "员工数量", "行业", "国家/地区", "线索来源", "职务", "决策角色", "月预算", "预计采购时间", "邮件", "手机", "微信号", "创建时间", "是否成交"];
  const rows = Array.from({ length: 60 }, (_, i) => {
    const lead = { ...prospect(dice), chinese: true, onlyChinese: true, country: "CN" };
    const r = spoiled(dice, written(dice, lead));
    // One name outside the two-byte part of GB18030, and one cell with a comma, as every export has them.
    if (i === 7) r.name = "𠮷田静";
    if (i === 11) r.company = "上海沐禾商贸有限公司,华东分公司";
    return [`XS2026${String(i + 1).padStart(5, "0")}`, r.name, r.company, r.size, r.employees, r.industry, r.country, r.source, r.title, r.role, r.budget, r.timeline, r.email, r.mobile, r.wechat, r.created, lead.won ? "是" : "否"];
  });
  return gb18030(csv(header, rows, "\r\n"));
}

function customers() {
  const dice = random(SEED + 2);
  const header = ["id", "member_since", "orders_year", "spend_year", "last_order", "full_price", "planned_budget", "intent", "wished", "good_reviews", "friends_brought", "would_recommend", "bought_again"];
  return csv(header, Array.from({ length: 200 }, (_, i) => customer(dice, i)));
}

/** Text as GB18030. Node decodes it and does not encode it, so the table is made by decoding every code once. */
function gb18030(text) {
  const decoder = new TextDecoder("gb18030");
  const codes = new Map();
  const learn = (bytes) => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if ([...char].length === 1 && char !== "\ufffd" && !codes.has(char)) codes.set(char, bytes);
  };
  for (let a = 0x81; a <= 0xfe; a++) for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) learn([a, b]);
  const four = (linear) => [0x81 + Math.floor(linear / 12600), 0x30 + (Math.floor(linear / 1260) % 10), 0x81 + (Math.floor(linear / 10) % 126), 0x30 + (linear % 10)];
  for (let linear = 0; linear < 39420; linear++) learn(four(linear));
  const bytes = [];
  for (const char of text) {
    const point = char.codePointAt(0);
    if (point < 0x80) bytes.push(point);
    else if (codes.has(char)) bytes.push(...codes.get(char));
    else if (point >= 0x10000) bytes.push(...four(189000 + point - 0x10000));
    else throw new Error(`no GB18030 for ${char}`);
  }
  const made = Uint8Array.from(bytes);
  if (decoder.decode(made) !== text) throw new Error("GB18030 does not read back");
  return made;
}

write("prospects.csv", prospects());
write("prospects-zh-gb18030.csv", prospectsZh());
write("customers.csv", customers());
write("orders.csv", orders(SEED + 3));
write("contracts.csv", contracts(SEED + 4));
