/**
 * The linter's warnings. What it says of all facts must hold in every row that was decided: a condition that is never true was never true,
 * a class that cannot be reached was never shown. What can be read from the policy's text alone (`bands_gap`, `optional_unasked`) is expected too.
 */
import type { Watch } from './cel-evaluate.js';
import { expressionsOf } from './completions.js';
import { expectedOfLifecycle, wrongOfLifecycle } from './lint-lifecycle.js';
import type { Expression, Grade, Policy } from './model.js';
import { asked, nodesOf } from './open.js';

export type Warning = [code: string, path: string];

export function newWatch(): Watch {
  return { conditions: new Map(), classes: new Map(), chosen: new Set(), tops: new Set(), fired: new Set() };
}

/** The first warning that does not hold, in words. */
export function wrongWarning(warnings: Warning[], policy: Policy, watch: Watch): string | null {
  for (const [code, path] of warnings) {
    const wrong = contradiction(code, path, policy, watch);
    if (wrong) return `${code} at ${path}: ${wrong}`;
  }
  return null;
}

/** The first warning that is certain and is not there, in words. */
export function untoldWarning(warnings: Warning[], policy: Policy): string | null {
  for (const [code, path] of expected(policy)) {
    if (!warnings.some((warning) => warning[0] === code && warning[1] === path)) return `${code} at ${path} is not told`;
  }
  return null;
}

function contradiction(code: string, path: string, policy: Policy, watch: Watch): string | null {
  const cameOut = watch.conditions.get(path);
  switch (code) {
    case 'never_true':
    case 'thresholds_exclude':
      if (!expressionsOf(policy).some((expression) => expression.path === path)) return 'there is no such condition';
      return cameOut?.has(true) ? 'it was true' : null;
    case 'never_false':
      if (!expressionsOf(policy).some((expression) => expression.path === path)) return 'there is no such condition';
      return cameOut?.has(false) ? 'it was false' : null;
    case 'class_unreachable': {
      const found = classAt(path, policy);
      if (!found) return 'there is no such class';
      return watch.classes.get(found.grade.name)?.has(found.name) ? `${found.name} was given` : null;
    }
    case 'rule_shadowed': return watch.chosen.has(path) ? 'it was chosen' : null;
    case 'top_unreachable': return watch.tops.has(path) ? 'the top was reached' : null;
    case 'stage_unreachable':
    case 'transition_shadowed':
    case 'stage_loop': return wrongOfLifecycle(code, path, policy, watch);
    case 'stage_no_entry':
    case 'stage_dead_end':
    case 'bands_gap':
    case 'optional_unasked': return expected(policy).some((warning) => warning[0] === code && warning[1] === path) || isDoubtful(code, path, policy) ? null : 'it is not so';
    case 'more_problems': return path === '' ? null : 'it stands at the document';
    default: return 'no such code';
  }
}

/** The class that a band, an entry or a matrix cell gives. */
function classAt(path: string, policy: Policy): { grade: Grade; name: string } | null {
  const steps = path.split('/').slice(1);
  const grade = policy.grades.get(steps[1] ?? '');
  if (!grade || steps[0] !== 'grades') return null;
  const { how } = grade;
  let name: string | undefined;
  if (how.is === 'bands' && steps[2] === 'bands') name = how.bands[Number(steps[3])]?.grade;
  if (how.is === 'first' && steps[2] === 'first') name = how.entries[Number(steps[3])]?.grade;
  if (how.is === 'matrix' && steps[2] === 'matrix' && steps[3] === 'grades') name = how.grades[Number(steps[4])]?.[Number(steps[5])];
  return name === undefined ? null : { grade, name };
}

/** What is certain from the text alone. */
export function expected(policy: Policy): Warning[] {
  return [...bandsGaps(policy), ...expectedOfLifecycle(policy), ...expressionsOf(policy).filter((expression) => unasked(expression, policy) === 'so').map(({ path }): Warning => ['optional_unasked', path])];
}

function bandsGaps(policy: Policy): Warning[] {
  const found: Warning[] = [];
  for (const score of policy.scores.values()) {
    for (const group of score.groups) {
      for (const [i, { how }] of group.rules.entries()) {
        if (how.is !== 'bands' || how.of.to !== 'field') continue;
        const { min } = policy.fields.get(how.of.name)!;
        if (Number.isFinite(min) && how.bands[0]!.edge > min) found.push(['bands_gap', `${score.path}/groups/${group.name}/rules/${i}/bands`]);
      }
    }
  }
  return found;
}

/** Whether an event's condition compares an attribute that may be absent and asks `has` of none; doubtful where it only reads it, or asks somewhere else. */
function unasked(expression: Expression, policy: Policy): 'so' | 'doubtful' | 'no' {
  if (expression.type.is !== 'boolean') return 'no'; // what an event earns is no condition
  const optional = (node: { kind: string }): string | null => {
    const reference = expression.references.get(node as never);
    return reference?.to === 'attribute' && policy.events.get(reference.kind)?.get(reference.name)?.optional ? reference.name : null;
  };
  const nodes = nodesOf(expression.node);
  const hasAsked = new Set(asked(expression).map((reference) => (reference.to === 'attribute' ? reference.name : null)));
  const compared = nodes.flatMap((node) => (node.kind === 'binary' && ['==', '!=', '<', '<=', '>', '>='].includes(node.op) ? [optional(node.left), optional(node.right)] : [])).filter((name) => name !== null);
  if (compared.some((name) => !hasAsked.has(name)) && !nodes.some((node) => node.kind === 'binary' && (node.op === '&&' || node.op === '||'))) return 'so';
  return nodes.some((node) => optional(node) !== null) ? 'doubtful' : 'no';
}

function isDoubtful(code: string, path: string, policy: Policy): boolean {
  return code === 'optional_unasked' && expressionsOf(policy).some((expression) => expression.path === path && unasked(expression, policy) === 'doubtful');
}
