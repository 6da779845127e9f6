/**
 * Problems of a policy text: a code and the JSON Pointer of the thing itself.
 * Messages are the library's business; the oracle says only what and where.
 */
export interface Place {
  /** JSON Pointer into the document. */
  path: string;
  /** Offset of the thing in the text, which orders the problems. */
  at: number;
}

export interface Problem extends Place {
  code: string;
}

export class Problems {
  readonly found: Problem[] = [];

  add(code: string, place: Place): void {
    this.found.push({ code, path: place.path, at: place.at });
  }

  /** The first 100 by place in the text, then one `more_problems`; equal ones once. */
  asSet(): { code: string; path: string }[] {
    const ordered = [...this.found].sort((a, b) => a.at - b.at);
    const told = ordered.slice(0, 100).map(({ code, path }) => ({ code, path }));
    if (ordered.length > 100) told.push({ code: 'more_problems', path: '' });
    return distinct(told);
  }
}

/** Sorted by code, then path, each pair once: how two engines' problems are compared. */
export function distinct(problems: { code: string; path: string }[]): { code: string; path: string }[] {
  const seen = new Map<string, { code: string; path: string }>();
  for (const { code, path } of problems) seen.set(`${code}\n${path}`, { code, path });
  return [...seen.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, problem]) => problem);
}

/** One step of a JSON Pointer. */
export function step(path: string, key: string | number): string {
  const text = String(key);
  return `${path}/${/[~/]/.test(text) ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text}`;
}
