import type { JudgedFinding } from '#model/decision.ts';
import type { FaultFinding } from '#model/finding.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import type { WorkloadScore } from '#model/posture.ts';
import { severityRank } from '#model/severity.ts';
import { compareText } from '../../summary.ts';
import { objectKey, objectName } from '../object-words.ts';

/** Objects with the same faults: what one of them has, all of them have. */
export interface ObjectGroup {
  readonly objects: readonly [ObjectReference, ...ObjectReference[]];
  /** Of workloads: the score of the worst of them. */
  readonly score?: number;
  /** Of the first object, worst first. */
  readonly findings: readonly FaultFinding[];
}

/** What is wrong, by who has it. */
export interface FaultyObjects {
  /** In the order of the scores: lowest first. */
  readonly workloads: readonly ObjectGroup[];
  /** Roles, services, namespaces: worst first. */
  readonly others: readonly ObjectGroup[];
}

/** Findings of objects by object; neighbours in the order with the very same checks are told once. */
export function faultyObjects(
  open: readonly JudgedFinding[],
  workloads: readonly WorkloadScore[],
): FaultyObjects {
  const byObject = Map.groupBy(
    open.flatMap(({ finding }) => ('fault' in finding && finding.fault.object ? [finding] : [])),
    ({ fault }) => (fault.object === undefined ? '' : objectKey(fault.object)),
  );
  const own = workloads.flatMap(({ object, score }) => {
    const findings = byObject.get(objectKey(object));
    byObject.delete(objectKey(object));
    return findings === undefined ? [] : [{ object, score, findings: worstFirst(findings) }];
  });
  const rest = [...byObject.values()].flatMap((findings) => {
    const object = findings[0]?.fault.object;
    return object === undefined ? [] : [{ object, findings: worstFirst(findings) }];
  });
  return { workloads: grouped(own), others: grouped(rest.sort(byWeight)) };
}

interface Single {
  readonly object: ObjectReference;
  readonly score?: number;
  readonly findings: readonly FaultFinding[];
}

function grouped(singles: readonly Single[]): readonly ObjectGroup[] {
  return [...Map.groupBy(singles, signature).values()].flatMap((alike) => {
    const [first, ...rest] = alike;
    if (first === undefined) return [];
    const { object, ...worst } = first;
    return [{ ...worst, objects: [object, ...rest.map((one) => one.object)] as const }];
  });
}

/** Kind and checks: objects that agree in them need the same change. */
function signature({ object, findings }: Single): string {
  const checks = findings.map(({ rule, severity }) => `${rule} ${severity}`);
  return [object.kind, ...checks.sort()].join('\n');
}

function worstFirst(findings: readonly FaultFinding[]): readonly FaultFinding[] {
  return findings.toSorted(
    (a, b) =>
      severityRank(b.severity) - severityRank(a.severity) ||
      (a.locations[0]?.line ?? 0) - (b.locations[0]?.line ?? 0) ||
      compareText(a.rule, b.rule),
  );
}

function byWeight(a: Single, b: Single): number {
  return (
    weightOf(b) - weightOf(a) ||
    b.findings.length - a.findings.length ||
    compareText(objectName(a.object), objectName(b.object))
  );
}

function weightOf({ findings }: Single): number {
  return findings[0] === undefined ? 0 : severityRank(findings[0].severity);
}
