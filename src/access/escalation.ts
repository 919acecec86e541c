import type { AccessEdge, AccessNode, AccessPath, AccessSubject } from '#model/access.ts';
import type { Access } from './access.ts';
import {
  accounts,
  anyNode,
  clusterAdmin,
  identities,
  namespaceAdmin,
  running,
  secrets,
  subjectNode,
} from './graph-nodes.ts';
import { podSecurityBlocker } from './pod-security-hint.ts';
import { isPartOfCluster } from './quiet.ts';
import { Rights } from './rights.ts';
import { edgesOfSubject } from './subject-edges.ts';
import { accountOf } from './token-findings.ts';

/** Where ways may lead; each can be asked for. */
export type AccessGoal = 'cluster-admin' | 'node' | 'secrets';

/** Ways from every subject to more rights. One for an access. */
export function escalationsOf(access: Access): Escalations {
  return access.view.memo('access escalations', () => new Escalations(access));
}

/** A blocked step counts as many open ones. */
const blockedCost = 100;

/** The graph of who can become whom: nodes and edges, and the shortest ways in it. */
export class Escalations {
  readonly nodes: ReadonlyMap<string, AccessNode>;
  readonly edges: readonly AccessEdge[];
  readonly #subjects: readonly AccessSubject[];
  readonly #next = new Map<AccessGoal, ReadonlyMap<string, Way>>();

  constructor(access: Access) {
    this.#subjects = access.subjects.filter((one) => !isPartOfCluster(one));
    const nodes = nodesOf(access);
    const known = new Map(nodes.map((node) => [node.id, node]));
    const own = access.subjects.flatMap((one) => edgesOfSubject(access, new Rights(access, one)));
    const all = [...own, ...relations(access, nodes)];
    for (const { to } of all) if (!known.has(to)) known.set(to, placeNode(to));
    this.nodes = known;
    this.edges = all;
  }

  /** What a subject can do next. */
  from(subject: AccessSubject): readonly AccessEdge[] {
    const { id } = subjectNode(subject);
    return this.edges.filter((edge) => edge.from === id);
  }

  /** The shortest way of a subject to a goal, an open one before a blocked one; `undefined`: none is known. */
  pathTo(subject: AccessSubject, goal: AccessGoal = 'cluster-admin'): AccessPath | undefined {
    const ways = this.#waysTo(goal);
    const steps: AccessEdge[] = [];
    let at = subjectNode(subject).id;
    for (let way = ways.get(at); way?.edge !== undefined; way = ways.get(at)) {
      steps.push(way.edge);
      at = way.edge.to;
      if (steps.length > 50) break;
    }
    const to = this.nodes.get(at);
    if (to === undefined || to.kind !== goal) return undefined;
    return {
      from: subject,
      to,
      steps,
      blockers: [...new Set(steps.flatMap(({ blockers }) => blockers))],
    };
  }

  /**
   * The shortest ways of all who have one, open ones before blocked ones, short ones first. Parts of the cluster itself are left
   * out, and those who are at the goal already by what they are given.
   */
  paths(goal: AccessGoal = 'cluster-admin'): readonly AccessPath[] {
    return this.#subjects
      .flatMap((subject) => this.pathTo(subject, goal) ?? [])
      .filter(({ steps }) => steps.length > 1 || steps[0]?.kind !== 'everything')
      .sort((a, b) => a.blockers.length - b.blockers.length || a.steps.length - b.steps.length);
  }

  #waysTo(goal: AccessGoal): ReadonlyMap<string, Way> {
    const known = this.#next.get(goal);
    if (known !== undefined) return known;
    const goals = [...this.nodes.values()].filter(({ kind }) => kind === goal);
    const ways = search(
      goals.map(({ id }) => id),
      this.edges,
    );
    this.#next.set(goal, ways);
    return ways;
  }
}

interface Way {
  readonly cost: number;
  /** Absent at the goal. */
  readonly edge: AccessEdge | undefined;
}

interface Reached {
  readonly id: string;
  readonly edge: AccessEdge | undefined;
}

/** From the goals backwards, cheapest first (Dijkstra with buckets: costs are small whole numbers). */
function search(goals: readonly string[], edges: readonly AccessEdge[]): ReadonlyMap<string, Way> {
  const into = Map.groupBy(edges, ({ to }) => to);
  const ways = new Map<string, Way>();
  const buckets: Reached[][] = [goals.map((id) => ({ id, edge: undefined }))];
  for (let cost = 0; cost < buckets.length; cost += 1)
    for (const { id, edge } of buckets[cost] ?? []) {
      if (ways.has(id)) continue;
      ways.set(id, { cost, edge });
      for (const one of into.get(id) ?? []) enqueue(buckets, cost + costOf(one), one);
    }
  return ways;
}

function enqueue(buckets: Reached[][], cost: number, edge: AccessEdge): void {
  while (buckets.length <= cost) buckets.push([]);
  buckets[cost]?.push({ id: edge.from, edge });
}

/** What needs assumptions comes behind what was read. */
function costOf({ blockers, assumptions }: AccessEdge): number {
  return blockers.length > 0 ? blockedCost : 2 + Math.min(assumptions.length, 1);
}

function nodesOf(access: Access): readonly AccessNode[] {
  const places = new Set<string>();
  for (const { namespace } of access.subjects) if (namespace !== undefined) places.add(namespace);
  for (const { namespace } of access.bindings) if (namespace !== undefined) places.add(namespace);
  for (const { object } of access.view.workloads) places.add(object.namespace ?? 'default');
  places.add('kube-system');
  return [
    ...access.subjects.map(subjectNode),
    ...[undefined, ...places].flatMap((one) => [accounts(one), running(one), secrets(one)]),
    ...[...places].map(namespaceAdmin),
    clusterAdmin,
    anyNode,
    identities,
  ];
}

/** A place that an edge leads to and nobody named before. */
function placeNode(id: string): AccessNode {
  return { id, kind: 'subject', label: id.replace(/^subject:/, '') };
}

/** What holds without any right: a group of accounts is each of them, and whoever has a node has its pods. */
function relations(access: Access, nodes: readonly AccessNode[]): readonly AccessEdge[] {
  const places = nodes.flatMap(({ kind, namespace }) =>
    kind === 'accounts' && namespace !== undefined ? [namespace] : [],
  );
  return [
    ...access.subjects.flatMap(memberEdges),
    ...places.flatMap((place) => placeEdges(access, place)),
    ...workloadEdges(access),
    relation(anyNode, running(undefined), 'reads the tokens of the pods of the node'),
    relation(anyNode, secrets(undefined), 'reads the secrets that pods of the node mount'),
    systemEdge(access),
  ];
}

function memberEdges(subject: AccessSubject): readonly AccessEdge[] {
  const node = subjectNode(subject);
  if (subject.kind === 'ServiceAccount')
    return [relation(accounts(subject.namespace), node, `chooses ${node.label}`)];
  return subject.name === 'system:masters'
    ? []
    : [relation(identities, node, `chooses ${node.label}`)];
}

function placeEdges({ view }: Access, place: string): readonly AccessEdge[] {
  const admin = namespaceAdmin(place);
  const blocker = podSecurityBlocker(view, place);
  const pod = `runs a privileged pod in "${place}"`;
  return [
    relation(accounts(undefined), accounts(place), `chooses "${place}"`),
    relation(running(undefined), running(place), `chooses "${place}"`),
    relation(admin, accounts(place), `runs a pod as any service account of "${place}"`),
    relation(admin, secrets(place), `reads the secrets of "${place}"`),
    { ...relation(admin, anyNode, pod), blockers: blocker === undefined ? [] : [blocker] },
  ];
}

/** Accounts whose tokens lie in running pods. */
function workloadEdges({ view }: Access): readonly AccessEdge[] {
  const found = new Map<string, AccessEdge>();
  for (const workload of view.workloads) {
    const { subject, isMounted } = accountOf(view, workload);
    const node = subjectNode(subject);
    const { name, kind } = workload.object;
    if (!isMounted || found.has(node.id)) continue;
    const edge = relation(running(subject.namespace), node, `reads the token in ${kind} "${name}"`);
    found.set(node.id, edge);
  }
  return [...found.values()];
}

/** Files do not show the accounts of the controllers, and every cluster has them. */
function systemEdge({ view }: Access): AccessEdge {
  const edge = relation(
    accounts('kube-system'),
    clusterAdmin,
    'is a controller of the control plane that may write any role',
  );
  const isRead = view.find(
    '',
    'ServiceAccount',
    'clusterrole-aggregation-controller',
    'kube-system',
  );
  const assumption = 'controllers of the control plane use their own service accounts';
  return { ...edge, assumptions: isRead === undefined ? [assumption] : [] };
}

function relation(from: AccessNode, to: AccessNode, title: string): AccessEdge {
  return {
    kind: 'relation',
    from: from.id,
    to: to.id,
    title,
    techniques: [],
    grants: [],
    blockers: [],
    assumptions: [],
  };
}
