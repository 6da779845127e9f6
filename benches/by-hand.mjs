// policy.json as a good engineer would write it by hand, if it never changed: what gradus is measured
// against. It trusts its input; gradus checks every value.

/** @returns {{ grade: "A" | "B" | "C" | "D", score: number }} */
export function gradeByHand(lead) {
  const { employees, industry, monthly_budget, newsletter, visits_30d, pages_viewed, emails_opened, department, source } = lead;
  const timeline = timelineOf(lead.timeline);
  const seniority = seniorityOf(lead.seniority);
  const total =
    clamp(company(lead, employees, industry), 0, 60) * (30 / 60) +
    clamp(need(lead.current_tool, employees, monthly_budget, timeline), 0, 50) * (25 / 50) +
    clamp(person(employees, seniority, department, source, newsletter), 0, 40) * (20 / 40) +
    clamp(engagement(lead.trial_started, newsletter, visits_30d, pages_viewed, emails_opened), -20, 80) * (25 / 80);
  // Every weight ÷ cap is a binary fraction, so this is exact up to here.
  const score = clamp(Math.round(total * 1000) / 1000, 0, 100);
  return { grade: score >= 70 ? "A" : score >= 50 ? "B" : score >= 30 ? "C" : "D", score };
}

function company({ annual_revenue, company_age, country }, employees, industry) {
  let points = 0;
  // A missing number is null or undefined: `>=` with an edge above 0 is false, `<` and `<=` need the question.
  if (employees >= 1000) points += 12;
  else if (employees >= 200) points += 18;
  else if (employees >= 50) points += 10;
  else if (employees >= 10) points += 5;
  else if (employees < 5 && employees != null) points -= 8;

  if (annual_revenue >= 50) points += 10;
  else if (annual_revenue >= 10) points += 6;
  else if (annual_revenue >= 1) points += 2;
  if (annual_revenue >= 20 && employees <= 200 && employees != null) points += 5;

  if (company_age >= 15) points += 5;
  else if (company_age >= 5) points += 4;
  else if (company_age >= 2) points += 2;

  switch (industry) {
    case "software":
      points += 12;
      if (employees >= 500) points += 6;
      if (company_age < 3 && company_age != null) points += 4;
      break;
    case "finance":
      points += 10;
      if (employees >= 500) points += 6;
      break;
    case "manufacturing":
      points += 6;
      break;
    case "retail":
      points += 4;
      break;
    case "public":
      points += 1 - 6;
      break;
    case null:
    case undefined:
      break;
    default:
      points += 1;
  }

  switch (country) {
    case "DE":
      return points + 8 + 3;
    case "US":
    case "CN":
      return points + 8;
    case "GB":
      return points + 7;
    case "SG":
      return points + 6;
    case "AT":
    case "CH":
      return points + 2 + 3;
    case null:
    case undefined:
      return points;
    default:
      return points + 2;
  }
}

function need(current_tool, employees, monthly_budget, timeline) {
  let points = 0;
  if (monthly_budget >= 20000) points += 25;
  else if (monthly_budget >= 5000) points += 20;
  else if (monthly_budget >= 2000) points += 12;
  else if (monthly_budget >= 500) points += 5;
  else if (monthly_budget < 100 && monthly_budget != null) points -= 6;

  if (timeline >= QUARTER) {
    points += timeline === QUARTER ? 12 : 20;
    if (monthly_budget >= 2000) points += 8;
  } else if (timeline >= NONE) {
    points += timeline === NONE ? -5 : 4;
    if (monthly_budget >= 5000) points += 3;
  }

  switch (current_tool) {
    case "competitor":
      return points + (timeline >= QUARTER ? 10 + 6 : 10);
    case "spreadsheet":
      return points + (employees >= 100 ? 8 + 7 : 8);
    case "in_house":
      return points + (employees >= 1000 ? 4 - 4 : 4);
    case "none":
      return points + 5;
    default:
      return points;
  }
}

function person(employees, seniority, department, source, newsletter) {
  let points = 0;
  switch (seniority) {
    case STAFF:
      points += 2;
      break;
    case MANAGER:
      points += 8;
      break;
    case DIRECTOR:
      points += 14;
      break;
    case VP:
      points += 18;
      break;
    case C_LEVEL:
      points += employees < 20 && employees != null ? 20 - 4 : 20;
  }

  switch (department) {
    case "marketing":
    case "sales":
      points += seniority >= DIRECTOR ? 10 + 6 : 10;
      break;
    case "operations":
      points += 7;
      break;
    case "it":
      points += 5;
      break;
    case "student":
      points += 1 - 20;
      break;
    case null:
    case undefined:
      break;
    default:
      points += 1;
  }

  switch (source) {
    case "referral":
      return points + (seniority >= MANAGER ? 12 + 5 : 12);
    case "partner":
      return points + 10;
    case "webinar":
      return points + 6;
    case "search":
      return points + 5;
    case "ads":
      return points + 2;
    case "list":
      return points - (newsletter === false ? 5 + 3 : 5);
    default:
      return points;
  }
}

function engagement(trial_started, newsletter, visits_30d, pages_viewed, emails_opened) {
  let points = 0;
  if (visits_30d >= 30) points += 20;
  else if (visits_30d >= 10) points += 16;
  else if (visits_30d >= 3) points += 9;
  else if (visits_30d >= 1) points += 4;
  else if (visits_30d === 0 && emails_opened === 0) points -= 15;

  if (emails_opened >= 10) points += 9;
  else if (emails_opened >= 4) points += 6;
  else if (emails_opened >= 1) points += 2;

  if (pages_viewed != null) {
    points += clamp(thousandths(pages_viewed * 0.25), 0, 15);
    if (pages_viewed >= 40) points += 5;
    if (pages_viewed >= 20 && visits_30d >= 3) points += 6;
  }
  if (emails_opened != null) points += clamp(thousandths(emails_opened * 0.5), 0, 8);

  if (trial_started) points += visits_30d >= 5 ? 20 + 10 : 20;
  if (newsletter) points += emails_opened >= 5 ? 4 + 4 : 4;
  return points;
}

const NONE = 0;
const YEAR = 1;
const QUARTER = 2;
const MONTH = 3;

function timelineOf(text) {
  switch (text) {
    case "none":
      return NONE;
    case "year":
      return YEAR;
    case "quarter":
      return QUARTER;
    case "month":
      return MONTH;
    default:
      return -1;
  }
}

const STAFF = 0;
const MANAGER = 1;
const DIRECTOR = 2;
const VP = 3;
const C_LEVEL = 4;

function seniorityOf(text) {
  switch (text) {
    case "staff":
      return STAFF;
    case "manager":
      return MANAGER;
    case "director":
      return DIRECTOR;
    case "vp":
      return VP;
    case "c_level":
      return C_LEVEL;
    default:
      return -1;
  }
}

function thousandths(number) {
  return Math.round(number * 1000) / 1000;
}

function clamp(number, low, high) {
  return number < low ? low : number > high ? high : number;
}
