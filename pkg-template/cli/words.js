// What the terminal says, in English and Chinese.

const WORDS = {
  grade: ["Grade", "评级"],
  count: ["Count", "数量"],
  share: ["Share", "占比"],
  rate: ["Rate", "比率"],
  interval: ["95% interval", "95% 置信区间"],
  unknown: ["unknown", "未知"],
  all: ["all", "合计"],
  rule: ["Rule", "规则"],
  group: ["Group", "评分维度"],
  read: ["What it read", "依据"],
  points: ["Points", "得分"],
  counts: ["Counts", "计入"],
  total: ["Score", "总分"],
  known: ["known", "资料完整度"],
  decay: ["decay", "时间衰减"],
  rule_cap: ["cap of the rule", "规则分值上限"],
  group_cap: ["cap of the group", "维度分值上限"],
  score_cap: ["cap of the score", "总分值上限"],
  left_out: ["does not apply", "不适用"],
  missing: ["Missing and could matter", "缺失且可能有影响"],
  withheld: ["Set aside for want of consent", "未获同意而未使用"],
  no_consent: ["without consent", "未获同意"],
  personal: ["(personal)", "（个人信息）"],
  nothing: ["nothing", "无"],
  manual: ["given by a person", "人工评级"],
  override: ["an override", "强制规则"],
  held: ["kept from the last time", "降级缓冲保留"],
  band: ["a band", "评级分数线"],
  first: ["the first that applies", "首个符合"],
  matrix: ["the matrix", "评级矩阵"],
  no_score: ["no score", "无得分"],
  warnings: ["Warnings", "警告"],
  yes: ["yes", "是"],
  no: ["no", "否"],
  rows_graded: ["rows graded in", "行已评级，用时"],
  seconds: ["s", "秒"],
  rows: ["rows", "行"],
};

/** A function from key to word in this language. */
export function words(lang) {
  return (key) => WORDS[key][lang === "zh" ? 1 : 0];
}

/** A label of the policy in this language, or what stands in for it. */
export function labelOf(label, lang, otherwise) {
  if (typeof label === "string") return label;
  if (label === undefined || label === null) return otherwise;
  return label[lang] ?? label.en ?? Object.values(label)[0] ?? otherwise;
}
