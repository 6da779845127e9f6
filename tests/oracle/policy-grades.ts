/** The section `grades`. */
import { isKnown } from './cel-check.js';
import type { Json, JsonObject } from './json.js';
import type { Expression, Grade, Hold } from './model.js';
import { limited, limitedItems } from './policy-facts.js';
import type { Reader } from './read.js';

const KINDS = ['bands', 'matrix', 'first'];

export function readGrades(reader: Reader, json: Json): Map<string, Grade> {
  const all = new Map<string, Grade>();
  const object = reader.map(json);
  if (!object) return all;
  for (const [name, value] of limited(reader, object, 100)) {
    reader.checkIdentifier(name, value);
    const grade = readGrade(reader, name, value);
    if (grade) all.set(name, grade);
    if (!reader.declared.grades.has(name)) reader.declared.grades.set(name, { kind: null, ranked: null, classes: null });
  }
  return all;
}

/** The classes of one grade as they are read: whether all could be, and which. */
class Classes {
  readonly names: string[] = [];
  readable = true;

  constructor(private readonly reader: Reader) {}

  /** A class's own declaration, once in its grade. */
  declare(entry: JsonObject | null): string | null {
    const json = entry?.entries.get('grade');
    const name = json ? this.reader.string(json) : null;
    if (!json || name === null) {
      this.readable = false;
      return null;
    }
    this.reader.checkIdentifier(name, json);
    if (this.names.includes(name)) this.reader.add('duplicate_name', json);
    this.names.push(name);
    return name;
  }
}

function readGrade(reader: Reader, name: string, json: Json): Grade | null {
  const object = reader.map(json);
  if (!object) return null;
  reader.texts(object);
  const kinds = KINDS.filter((key) => object.entries.has(key));
  const kind = kinds.length === 1 ? (kinds[0] as 'bands' | 'matrix' | 'first') : null;
  if (kind === null) reader.add('grade_kind', object);
  const known = ['also', 'overrides', 'label', 'note', ...(kind === 'matrix' ? [] : ['hold']), ...(kind === null ? [...KINDS, 'of'] : [kind]), ...(kind === 'bands' ? ['of'] : [])];
  for (const [key, value] of object.entries) if (!known.includes(key)) reader.add('unknown_key', value);
  if (kind === 'bands' && !object.entries.has('of')) reader.add('missing_key', object);

  const classes = new Classes(reader);
  if (kind === null) classes.readable = false;
  let how: Grade['how'] | null = null;
  if (kind === 'bands') how = readBands(reader, object, classes);
  if (kind === 'first') how = readFirst(reader, object.entries.get('first')!, classes);
  if (kind === 'matrix') how = readMatrix(reader, object.entries.get('matrix')!, classes);
  const count = classes.names.length;

  const alsoJson = object.entries.get('also');
  const also = alsoJson ? reader.array(alsoJson) : null;
  if (alsoJson && !also) classes.readable = false;
  for (const item of also ? limitedItems(reader, also, 1000) : []) {
    const entry = reader.object(item, { required: ['grade'], optional: ['label', 'note'] });
    if (entry) reader.texts(entry);
    classes.declare(entry);
  }
  // What a matrix has a row for are not those of `also`; but where one of them could not be read, no shape is judged.
  const ranked = classes.readable && kind !== 'matrix' ? count : null;

  const overridesJson = object.entries.get('overrides');
  const array = overridesJson ? reader.array(overridesJson) : null;
  const overrides: Grade['overrides'] = [];
  for (const item of array?.items ?? []) {
    const entry = reader.object(item, { required: ['when', 'grade'], optional: ['note'] });
    if (!entry) continue;
    reader.texts(entry);
    const when = entry.entries.has('when') ? reader.expression(entry.entries.get('when')!, 'boolean') : null;
    const gradeJson = entry.entries.get('grade');
    const grade = gradeJson ? reader.string(gradeJson) : null;
    if (grade !== null && classes.readable && !classes.names.includes(grade)) reader.add('unknown_name', gradeJson!);
    if (when && grade !== null) overrides.push({ when, grade });
  }

  const holdJson = kind === null || kind === 'matrix' ? undefined : object.entries.get('hold');
  const hold = holdJson ? readHold(reader, holdJson) : null;

  reader.declared.grades.set(name, { kind, ranked, classes: classes.readable ? classes.names : null });
  return how && { name, path: json.path, classes: classes.names, overrides, hold, how };
}

/** How long a class stays held, whatever is earned. */
function readHold(reader: Reader, json: Json): Hold | null {
  const object = reader.object(json, { required: ['for'], optional: ['grace', 'falls'] });
  if (!object) return null;
  const { entries } = object;
  const [length, grace] = ['for', 'grace'].map((key) => (entries.has(key) ? reader.plainDuration(entries.get(key)!) : null));
  const falls = entries.has('falls') ? reader.oneOf(entries.get('falls')!, ['earned', 'one'] as const) : 'earned';
  return length && falls ? { for: length, grace: grace ?? null, falls } : null;
}

function readBands(reader: Reader, object: JsonObject, classes: Classes): Grade['how'] | null {
  const score = object.entries.has('of') ? readScoreName(reader, object.entries.get('of')!) : null;
  const json = object.entries.get('bands')!;
  const array = reader.array(json);
  if (!array || array.items.length === 0) {
    if (array) reader.add('impossible_value', json);
    classes.readable = false;
    return null;
  }
  const bands: { grade: string; from: bigint; keep: bigint }[] = [];
  let previous: bigint | null = null; // the last `from` that is known
  let last: bigint | null = null;
  for (const item of limitedItems(reader, array, 1000)) {
    const entry = reader.object(item, { required: ['grade', 'from'], optional: ['keep', 'label', 'note'] });
    if (entry) reader.texts(entry);
    const grade = classes.declare(entry);
    const from: bigint | null = entry?.entries.has('from') ? reader.thousandths(entry.entries.get('from')!) : null;
    const keepJson = entry?.entries.get('keep');
    const keep = keepJson ? reader.thousandths(keepJson) : 0n;
    if (keep !== null && keep < 0n) reader.add('impossible_value', keepJson!);
    if (from !== null && previous !== null && from >= previous) reader.add('bands_order', item);
    previous = from ?? previous;
    last = from;
    if (grade !== null && from !== null && keep !== null) bands.push({ grade, from, keep });
  }
  const cap = score === null ? null : (reader.declared.scores.get(score)?.cap ?? null);
  if (cap && last !== null && last > cap.low) reader.add('bands_uncovered', json);
  return score !== null && bands.length > 0 ? { is: 'bands', score, bands } : null;
}

/** The score of a bands grade, `score.X`. */
export function readScoreName(reader: Reader, json: Json): string | null {
  const found = reader.reference(json, { scores: true });
  if (!found) return null;
  if (found.reference.to === 'score') return found.reference.name;
  return isKnown(found.type) ? reader.add('expr_type', json) : null;
}

function readFirst(reader: Reader, json: Json, classes: Classes): Grade['how'] | null {
  const array = reader.array(json);
  if (!array || array.items.length === 0) {
    if (array) reader.add('impossible_value', json);
    classes.readable = false;
    return null;
  }
  const items = limitedItems(reader, array, 1000);
  const entries: { grade: string; when: Expression | null; retain: Expression | null }[] = [];
  items.forEach((item, i) => {
    const last = i === array.items.length - 1;
    const entry = reader.object(item, { required: last ? ['grade'] : ['grade', 'when'], optional: ['when', 'retain', 'label', 'note'] });
    if (entry) reader.texts(entry);
    const grade = classes.declare(entry);
    const [when, retain] = ['when', 'retain'].map((key) => (entry?.entries.has(key) ? reader.expression(entry.entries.get(key)!, 'boolean') : null));
    if (grade !== null) entries.push({ grade, when: when ?? null, retain: retain ?? null });
  });
  return { is: 'first', entries };
}

function readMatrix(reader: Reader, json: Json, classes: Classes): Grade['how'] | null {
  const object = reader.object(json, { required: ['rows', 'columns', 'grades'] });
  if (!object) {
    classes.readable = false;
    return null;
  }
  const [rows, columns] = ['rows', 'columns'].map((key) => (object.entries.has(key) ? readGradeName(reader, object.entries.get(key)!) : null));
  const gradesJson = object.entries.get('grades');
  const array = gradesJson ? reader.array(gradesJson) : null;
  if (!array) {
    classes.readable = false;
    return null;
  }
  const size = (name: string | null | undefined): number | null => (name == null ? null : (reader.declared.grades.get(name)?.ranked ?? null));
  const [rowCount, columnCount] = [size(rows), size(columns)];
  if (rowCount !== null && array.items.length !== rowCount) reader.add('matrix_shape', array);
  const grades = array.items.map((row) => {
    const cells = reader.array(row);
    if (!cells) {
      classes.readable = false;
      return [];
    }
    if (columnCount !== null && cells.items.length !== columnCount) reader.add('matrix_shape', row);
    return cells.items.map((cell) => {
      const name = reader.string(cell);
      if (name === null) classes.readable = false;
      else {
        reader.checkIdentifier(name, cell);
        if (!classes.names.includes(name)) classes.names.push(name);
      }
      return name ?? '';
    });
  });
  return rows != null && columns != null ? { is: 'matrix', rows, columns, grades } : null;
}

/** The rows or columns of a matrix: a bands or first grade above it. */
function readGradeName(reader: Reader, json: Json): string | null {
  const name = reader.string(json);
  if (name === null) return null;
  const { grades, all } = reader.declared;
  const grade = grades.get(name);
  if (!grade) return reader.add(all.grades.has(name) ? 'expr_later' : 'unknown_name', json);
  if (grade.kind === 'matrix') return reader.add('expr_type', json);
  return name;
}
