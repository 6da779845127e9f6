// Leads that nobody has seen, the same ones every time.

/** How often a value is missing. */
const MISSING = 0.12;

/**
 * So many leads as a web service gets them: parsed from JSON. `missing: "null"` gives every lead all
 * keys, as a database or a form does; `missing: "absent"` leaves keys out, as hand-made JSON does.
 * @param {number} count @param {{ seed?: number, missing?: "null" | "absent" }} [how]
 */
export function makeLeads(count, { seed = 7, missing = "null" } = {}) {
  const draw = random(seed);
  const gap = missing === "null" ? null : undefined;
  // From text and back: so no string is one of the program's own literals unless JSON.parse makes it so.
  return Array.from({ length: count }, () => JSON.parse(JSON.stringify(lead(draw, gap))));
}

function lead(draw, gap) {
  const maybe = (value) => (draw() < MISSING ? gap : value);
  const one = (values) => maybe(values[Math.floor(draw() * values.length)]);
  /** Whole numbers up to `most`, the small ones far more often. */
  const number = (most, least = 0) => maybe(Math.min(most, Math.floor(least + (most + 1 - least) ** draw() - 1 + least)));
  return {
    employees: number(5000, 1),
    annual_revenue: maybe(Math.round(200 ** draw() * 10 - 10) / 10),
    company_age: number(60),
    industry: one(["software", "software", "finance", "manufacturing", "retail", "healthcare", "education", "public", "other"]),
    country: one(["US", "DE", "GB", "CN", "SG", "AT", "CH", "FR", "JP", "BR"]),
    monthly_budget: number(50000),
    timeline: one(["none", "year", "quarter", "month"]),
    current_tool: one(["none", "spreadsheet", "competitor", "in_house"]),
    seniority: one(["staff", "manager", "director", "vp", "c_level"]),
    department: one(["marketing", "sales", "operations", "it", "finance", "student", "other"]),
    source: one(["referral", "partner", "webinar", "search", "ads", "event", "list"]),
    newsletter: maybe(draw() < 0.6),
    trial_started: maybe(draw() < 0.4),
    visits_30d: number(60),
    pages_viewed: number(120),
    emails_opened: number(20),
  };
}

/** Marsaglia's xorshift, 32 bits: numbers from 0 (inclusive) to 1. */
export function random(seed) {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
