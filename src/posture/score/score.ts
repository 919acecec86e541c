import type { KubeObject } from '#kube/object.ts';
import { referenceOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import type { NamespaceScore, PostureSummary, WorkloadScore } from '#model/posture.ts';
import { changeOf } from './change.ts';
import { round, settle } from './costs.ts';
import { firstSteps } from './first.ts';
import { countsOf, highest, type PlacedFinding, type PostureFinding, rawCosts } from './tally.ts';

/**
 * The summary of what checks found in objects. Findings that name no object count in the whole, not in a namespace. With an
 * `earlier` summary of the same method it says what changed.
 */
export function scoreOf(
  view: ClusterView,
  findings: readonly PostureFinding[],
  now: Date,
  earlier?: PostureSummary,
): PostureSummary {
  const placed = placeAll(view, findings);
  const byNamespace = Map.groupBy(placed, ({ namespace }) => namespace);
  const namespaces = namespaceScores(view, byNamespace);
  const summary: PostureSummary = {
    method: 'points/1',
    at: now.toISOString(),
    score: meanOf(namespaces),
    counts: countsOf(findings),
    namespaces,
    workloads: workloadScores(view, placed),
    first: firstSteps(placed, (rule) => gainOf(namespaces, byNamespace, rule)),
    open: openChecks(findings),
  };
  if (earlier === undefined || earlier.method !== summary.method) return summary;
  return { ...summary, change: changeOf(earlier, summary) };
}

interface Placed extends PlacedFinding {
  readonly namespace: string | undefined;
  readonly owner: KubeObject | undefined;
}

/** Pods count for the workload that owns them. */
function placeAll(view: ClusterView, findings: readonly PostureFinding[]): readonly Placed[] {
  const owners = new Map<KubeObject, KubeObject>();
  for (const { object, pods } of view.workloads)
    for (const one of [object, ...pods]) owners.set(one, object);
  return findings.map((one) => {
    const reference = one.finding.fault.object;
    const found = reference && view.get(reference);
    const owner = found && owners.get(found);
    return {
      ...one,
      namespace: reference?.namespace,
      owner,
      object: keyOf(owner === undefined ? reference : referenceOf(owner)),
    };
  });
}

function keyOf(reference: ObjectReference | undefined): string {
  if (reference === undefined) return '';
  const { kind, namespace = '', name } = reference;
  return `${kind}/${namespace}/${name}`;
}

type ByNamespace = ReadonlyMap<string | undefined, readonly Placed[]>;

function namespaceScores(view: ClusterView, found: ByNamespace): readonly NamespaceScore[] {
  const names = new Set<string | undefined>([...view.namespaces, ...found.keys()]);
  return [...names]
    .map((namespace) => {
      const own = found.get(namespace) ?? [];
      const workloads = namespace === undefined ? 0 : view.workloadsIn(namespace).length;
      const { score, costs } = settle(rawCosts(own, workloads));
      const name = namespace === undefined ? {} : { namespace };
      return { ...name, score, workloads, counts: countsOf(own), costs };
    })
    .sort(byScore((one) => one.namespace ?? ''));
}

function workloadScores(view: ClusterView, placed: readonly Placed[]): readonly WorkloadScore[] {
  const found = Map.groupBy(placed, ({ owner }) => owner);
  const objects = new Set(view.workloads.map(({ object }) => object));
  return [...objects]
    .map((object) => {
      const own = found.get(object) ?? [];
      const { score, costs } = settle(rawCosts(own, 1));
      return { object: referenceOf(object), score, counts: countsOf(own), costs };
    })
    .sort(byScore((one) => keyOf(one.object)));
}

function byScore<Item extends { readonly score: number }>(
  nameOf: (item: Item) => string,
): (a: Item, b: Item) => number {
  return (a, b) => a.score - b.score || (nameOf(a) < nameOf(b) ? -1 : 1);
}

function meanOf(namespaces: readonly Pick<NamespaceScore, 'score' | 'workloads'>[]): number {
  const weight = namespaces.reduce((sum, { workloads }) => sum + Math.max(1, workloads), 0);
  if (weight === 0) return 100;
  const sum = namespaces.reduce((all, one) => all + one.score * Math.max(1, one.workloads), 0);
  return round(sum / weight);
}

/** How much the whole rises when a check has no findings any more. */
function gainOf(namespaces: readonly NamespaceScore[], found: ByNamespace, rule: string): number {
  const without = namespaces.map(({ namespace, score, workloads, costs }) => {
    if (!costs.some((cost) => cost.rule === rule)) return { score, workloads };
    const rest = (found.get(namespace) ?? []).filter(({ finding }) => finding.rule !== rule);
    return { score: settle(rawCosts(rest, workloads)).score, workloads };
  });
  return round(Math.max(0, meanOf(without) - meanOf(namespaces)));
}

function openChecks(findings: readonly PostureFinding[]): PostureSummary['open'] {
  const open = findings.filter(({ isExcepted }) => !isExcepted);
  return [...Map.groupBy(open, ({ finding }) => finding.rule)]
    .map(([rule, group]) => ({
      rule,
      title: group[0]?.finding.title ?? rule,
      severity: highest(group),
      fingerprints: group.map(({ finding }) => finding.fingerprint).sort(),
    }))
    .sort((a, b) => (a.rule < b.rule ? -1 : 1));
}
