// The answer of `grade`, read from Wasm memory.

const UNKNOWN = 65535;

/** Makes the answers of one policy. */
export class Answers {
  constructor({ scores, grades, first }) {
    this.scores = scores;
    this.grades = grades.map(({ name }) => name);
    this.classes = grades.map(({ classes }) => classes);
    this.firstGrade = first.grade;
    this.firstScore = first.score;
  }

  /** @param {number} pointer where the core put the scores (f64) and, behind them, the grades (u16) */
  read(instance, pointer, warnings) {
    if (instance.f64.length === 0) instance.take();
    const { f64, u16 } = instance;
    const at = pointer >>> 3;
    const behind = (pointer >>> 1) + this.scores.length * 4;
    return {
      grade: this.firstGrade === null ? null : this.gradeAt(u16, behind, this.firstGrade),
      score: this.firstScore === null ? null : scoreAt(f64, at, this.firstScore),
      grades: this.gradesAt(u16, behind),
      scores: this.scoresAt(f64, at),
      warnings,
    };
  }

  gradeAt(u16, at, i) {
    const index = u16[at + i];
    return index === UNKNOWN ? null : this.classes[i][index];
  }

  // Written out for the first few, so that each line always sees the same name, which engines
  // make three times as fast as a loop.

  gradesAt(u16, at) {
    const { grades: names } = this;
    const grades = {};
    if (names.length > 0) grades[names[0]] = this.gradeAt(u16, at, 0);
    if (names.length > 1) grades[names[1]] = this.gradeAt(u16, at, 1);
    if (names.length > 2) grades[names[2]] = this.gradeAt(u16, at, 2);
    if (names.length > 3) grades[names[3]] = this.gradeAt(u16, at, 3);
    for (let i = 4; i < names.length; i++) grades[names[i]] = this.gradeAt(u16, at, i);
    return grades;
  }

  scoresAt(f64, at) {
    const { scores: names } = this;
    const scores = {};
    if (names.length > 0) scores[names[0]] = scoreAt(f64, at, 0);
    if (names.length > 1) scores[names[1]] = scoreAt(f64, at, 1);
    if (names.length > 2) scores[names[2]] = scoreAt(f64, at, 2);
    if (names.length > 3) scores[names[3]] = scoreAt(f64, at, 3);
    for (let i = 4; i < names.length; i++) scores[names[i]] = scoreAt(f64, at, i);
    return scores;
  }
}

function scoreAt(f64, at, i) {
  const points = f64[at + i];
  return points === points ? points : null; // NaN is a missing score
}
