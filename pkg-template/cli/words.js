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
  missing: ["Missing and could matter; ask the first next", "缺失且可能有影响（先问第一项）"],
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
  may_become: ["may become", "可能为"],
  to: ["to", "至"],
  or: ["or", "或"],
  and: ["and", "和"],
  at_most: ["(bounds; it may reach less)", "（上下界，未必都能达到）"],
  moves: ["moves", "影响"],
  of_point: ["point", "分"],
  of_points: ["points", "分"],
  settles: ["settles the grade", "可确定评级"],
  better: ["The least change for a better grade", "提升评级的最小改变"],
  reaches: ["reaches", "可达"],
  now: ["now", "现为"],
  at_least: ["at least", "至少"],
  above: ["above", "高于"],
  not_above: ["at most", "至多"],
  below: ["below", "低于"],
  none_of: ["anything but", "以下之外："],
  by_itself: ["By itself", "自动变化"],
  changes_at: ["a grade changes at", "评级将变化于"],
  no_change_before: ["no grade changes before", "在此之前评级不变："],
  no_changes: ["no changes", "没有变化"],
  change: ["change", "处变化"],
  changes: ["changes", "处变化"],
  before_after: ["before ↓ after →", "原 ↓ 新 →"],
  stays: ["same", "不变"],
  rises: ["better", "上升"],
  falls: ["worse", "下降"],
  other: ["other", "其他变化"],
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
