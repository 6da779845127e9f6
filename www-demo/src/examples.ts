// Leads to start from. Nobody in them exists.

import type { Document } from "./document";
import { offsetOf } from "./document";
import { BLANK, happening, type Lead } from "./lead";
import { DAY, localText } from "./time";

export interface Example {
  readonly name: { readonly en: string; readonly zh: string };
  /** Its dates are so many days before the present. */
  readonly lead: (document: Document) => Lead;
}

/** How many days ago, what happened, and how. */
type Past = readonly [days: number, kind: string, attributes?: { readonly [name: string]: string }];

interface Told {
  readonly values: { readonly [name: string]: string | { readonly daysAgo: number } };
  readonly consent?: readonly string[];
  /** Without them nothing is known of events. */
  readonly events?: readonly Past[];
}

const EXAMPLES: ReadonlyMap<string, readonly Example[]> = new Map([
  [
    "b2b-saas",
    [
      example(
        { en: "Signed up, half known", zh: "已注册，资料不全" },
        {
          values: {
            company: "海图科技 Haitu Tech", company_size: "200-499", industry: "software", monthly_budget: "3000",
            lead_source: "website", country: "CN", timeline: "quarter", email: "chen.yu@haitu.example",
          },
          events: [
            [8, "visit", { page: "/features" }],
            [1, "visit", { page: "/pricing" }],
            [4, "demo_request"],
          ],
        },
      ),
      example(
        { en: "Asked for a demo", zh: "申请了演示" },
        {
          values: {
            company: "云帆软件 Yunfan Software", company_size: "200-499", industry: "software", monthly_budget: "12000", role: "influencer",
            job_title: "CTO", lead_source: "website", country: "CN", timeline: "quarter", email: "wang.lei@yunfan.example",
            mobile: "138****0042", wechat: "wx_wang",
          },
          consent: ["telephone"],
          events: [
            [9, "visit", { page: "/features" }],
            [6, "visit", { page: "/pricing" }],
            [2, "visit", { page: "/pricing" }],
            [20, "webinar", { minutes: "45" }],
            [4, "demo_request"],
          ],
        },
      ),
      example(
        { en: "From a purchased list", zh: "外购名单" },
        { values: { company: "东方机械 Dongfang Machinery", employees: "120", industry: "manufacturing", job_title: "采购经理", lead_source: "list", country: "CN" } },
      ),
      example(
        { en: "A student", zh: "学生" },
        {
          values: { company_size: "500+", industry: "education", role: "student", lead_source: "search", country: "CN", email: "li@campus.example" },
          events: [[1, "visit", { page: "/pricing" }], [1, "visit", { page: "/careers" }], [3, "download", {}]],
        },
      ),
    ],
  ],
  [
    "retail",
    [
      example(
        { en: "A regular, due again", zh: "复购周期已到的老客" },
        {
          values: { member_since: { daysAgo: 900 }, full_price: "70", wished: "3", would_recommend: "9" },
          events: [
            [118, "order", { amount: "1280" }],
            [88, "order", { amount: "960" }],
            [61, "order", { amount: "2140" }],
            [59, "order", { amount: "380", returned: "true" }],
            [30, "order", { amount: "1450" }],
            [12, "visit", {}],
            [3, "visit", { cart: "true" }],
            [1, "visit", {}],
            [57, "review", { stars: "5" }],
            [40, "referral", { joined: "true" }],
          ],
        },
      ),
      example(
        { en: "New, ready to buy", zh: "准备购买的新客" },
        { values: { intent: "ready", wished: "2", planned_budget: "3000" }, events: [[2, "visit", { cart: "true" }]] },
      ),
      example(
        { en: "Has gone quiet", zh: "沉默已久" },
        { values: { orders_year: "2", spend_year: "2600", last_order: { daysAgo: 210 }, member_since: { daysAgo: 1500 }, good_reviews: "1" } },
      ),
    ],
  ],
  [
    "retail-lifecycle",
    [
      example(
        { en: "Due for the second order", zh: "该下第二单的新客" },
        { values: { member_since: { daysAgo: 40 } }, consent: ["marketing", "wechat"], events: [[40, "order", { amount: "260" }]] },
      ),
      example(
        { en: "A gold member, often here", zh: "常来的金卡会员" },
        {
          values: { birthday: { daysAgo: 12000 }, member_since: { daysAgo: 900 } },
          consent: ["marketing"],
          events: [
            [300, "order", { amount: "880" }],
            [210, "order", { amount: "1240" }],
            [150, "order", { amount: "640" }],
            [95, "order", { amount: "980" }],
            [50, "order", { amount: "1460" }],
            [49, "cancellation", { amount: "460" }],
            [12, "order", { amount: "520" }],
            [5, "redeem", { points: "300" }],
          ],
        },
      ),
      example(
        { en: "Silent for half a year", zh: "半年没有下单" },
        { values: { member_since: { daysAgo: 700 } }, consent: ["wechat"], events: [[420, "order", { amount: "300" }], [330, "order", { amount: "420" }], [190, "order", { amount: "510" }]] },
      ),
    ],
  ],
  [
    "bank-campaign",
    [
      example(
        { en: "Took the last offer", zh: "上次成交" },
        {
          values: {
            age: "63", job: "retired", marital: "married", education: "secondary", default: "no", balance: "6200", housing: "no", loan: "no",
            contact: "cellular", day: "12", month: "oct", campaign: "1", pdays: "182", previous: "2", poutcome: "success",
          },
        },
      ),
      example(
        { en: "A stranger with a mortgage", zh: "有房贷的陌生客户" },
        {
          values: {
            job: "technician", default: "no", balance: "1500", housing: "yes", loan: "no",
            contact: "cellular", month: "nov", campaign: "3", pdays: "-1", previous: "0", poutcome: "unknown",
          },
        },
      ),
      example(
        { en: "Called twelve times", zh: "已打十二通" },
        {
          values: {
            job: "management", default: "no", balance: "5400", housing: "no", loan: "no",
            contact: "cellular", month: "sep", campaign: "12", pdays: "-1", previous: "0", poutcome: "unknown",
          },
        },
      ),
    ],
  ],
]);

export function examplesOf(policy: string): readonly Example[] {
  return EXAMPLES.get(policy) ?? [];
}

function example(name: Example["name"], { values, consent = [], events }: Told): Example {
  const lead = (document: Document): Lead => {
    const ago = (days: number) => localText(Date.now() - days * DAY, offsetOf(document));
    const text = (value: Told["values"][string]) => (typeof value === "string" ? value : ago(value.daysAgo).slice(0, 10));
    return {
      ...BLANK,
      values: new Map(Object.entries(values).map(([field, value]) => [field, text(value)])),
      consent: new Set(consent),
      recorded: events !== undefined,
      events: (events ?? []).map(([days, kind, attributes = {}]) => happening(kind, ago(days), new Map(Object.entries(attributes)))),
    };
  };
  return { name, lead };
}
