import type { ObjectReference } from '#model/kubernetes.ts';
import type { FixStep } from '#model/posture.ts';
import { weightOf } from './costs.ts';
import { highest, type PlacedFinding } from './tally.ts';

/** Steps that are told; the gain of each is worked out by counting all of it again. */
const maxSteps = 20;
const maxExamples = 5;

/** What to do first: checks by severity times the objects that have them, then by the points that they give back. */
export function firstSteps(
  findings: readonly PlacedFinding[],
  gainOf: (rule: string) => number,
): readonly FixStep[] {
  const open = findings.filter(({ isExcepted }) => !isExcepted);
  return [...Map.groupBy(open, ({ finding }) => finding.rule).values()]
    .map((group) => ({ group, weight: weightOf(highest(group)) * objectsIn(group) }))
    .sort((a, b) => b.weight - a.weight || compareRules(a.group, b.group))
    .slice(0, maxSteps)
    .map(({ group, weight }) => ({ step: stepOf(group, gainOf), weight }))
    .sort((a, b) => b.step.gain - a.step.gain || b.weight - a.weight)
    .map(({ step }) => step);
}

function stepOf(group: readonly PlacedFinding[], gainOf: (rule: string) => number): FixStep {
  const fault = group[0]?.finding.fault;
  const rule = fault?.rule ?? '';
  const fixes = group.flatMap(({ finding }) => finding.fault.fixes?.slice(0, 1) ?? []);
  const titles = new Set(fixes.map(({ title }) => title));
  const action = titles.size === 1 ? [...titles][0] : fault?.remediation;
  return {
    rule,
    title: fault?.title ?? rule,
    severity: highest(group),
    action: action ?? '',
    patched: fixes.length,
    isSafe: fixes.length > 0 && fixes.every(({ safety }) => safety === 'safe'),
    findings: group.length,
    objects: objectsIn(group),
    namespaces: new Set(group.map(({ finding }) => finding.fault.object?.namespace)).size,
    gain: gainOf(rule),
    examples: examplesOf(group),
  };
}

function objectsIn(group: readonly PlacedFinding[]): number {
  return new Set(group.map(({ object }) => object)).size;
}

function examplesOf(group: readonly PlacedFinding[]): readonly ObjectReference[] {
  const found = new Map<string, ObjectReference>();
  for (const { finding, object } of group) {
    if (found.size >= maxExamples) break;
    if (finding.fault.object !== undefined && !found.has(object))
      found.set(object, finding.fault.object);
  }
  return [...found.values()];
}

function compareRules(a: readonly PlacedFinding[], b: readonly PlacedFinding[]): number {
  return (a[0]?.finding.rule ?? '') < (b[0]?.finding.rule ?? '') ? -1 : 1;
}
