import { fieldOf, listOf } from '#kube/json.ts';
import { type KubeObject, referenceOf } from '#kube/object.ts';
import { readSelector, type Selector, selects } from '#kube/selector.ts';
import type { ClusterView } from '#kube/view.ts';
import type { AccessRule } from '#model/access.ts';
import type { ObjectReference } from '#model/kubernetes.ts';
import { builtInRoles } from './built-in-roles.ts';
import { readRules } from './rule.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** A role with the rules that are written in it, and all that it gives. */
export interface Role {
  readonly reference: ObjectReference;
  readonly labels: ReadonlyMap<string, string>;
  /** Absent: it was not read, Kubernetes brings it. */
  readonly object: KubeObject | undefined;
  /** Rules that it gives, those of others that it aggregates among them. */
  readonly rules: readonly HeldRule[];
  /** Whether its rules come from others. */
  readonly isAggregated: boolean;
}

/** A rule and the role that it is written in. */
export interface HeldRule {
  readonly rule: AccessRule;
  readonly index: number;
  readonly holder: ObjectReference;
  /** Absent: see `Role.object`. */
  readonly object: KubeObject | undefined;
}

interface Draft {
  readonly reference: ObjectReference;
  readonly labels: ReadonlyMap<string, string>;
  readonly object: KubeObject | undefined;
  readonly own: readonly HeldRule[];
  readonly selectors: readonly Selector[];
}

/** Rules that aggregation may copy, over all roles together; what is beyond is left out. */
const maxCopies = 2_000_000;

/** All roles of a view by `namespace/name`, cluster roles without a namespace: `/admin`. */
export function rolesOf(view: ClusterView): ReadonlyMap<string, Role> {
  const drafts = new Map<string, Draft>();
  for (const draft of builtInDrafts(view)) drafts.set(keyOf(draft.reference), draft);
  for (const kind of ['ClusterRole', 'Role'])
    for (const object of view.ofKind(rbacGroup, kind)) {
      const draft = draftOf(object);
      drafts.set(keyOf(draft.reference), draft);
    }
  return new Aggregation(drafts, view).roles();
}

export function roleKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function keyOf({ namespace, name }: ObjectReference): string {
  return roleKey(namespace, name);
}

/** A whole cluster shows its own roles; files leave out those that Kubernetes brings. */
function builtInDrafts(view: ClusterView): readonly Draft[] {
  const isComplete =
    view.completeness === 'cluster' &&
    !view.unlisted.has(`${rbacGroup}/ClusterRole`) &&
    !view.unlisted.has(`${rbacGroup}/Role`);
  if (isComplete) return [];
  return builtInRoles().map(({ name, namespace, labels, aggregates, rules }) => {
    const reference = {
      apiVersion: `${rbacGroup}/v1`,
      kind: namespace === undefined ? 'ClusterRole' : 'Role',
      ...(namespace !== undefined && { namespace }),
      name,
    };
    const requirement = { key: aggregates ?? '', operator: 'In', values: ['true'] } as const;
    return {
      reference,
      labels,
      object: undefined,
      own: rules.map((rule, index) => ({ rule, index, holder: reference, object: undefined })),
      selectors: aggregates === undefined ? [] : [{ requirements: [requirement] }],
    };
  });
}

function draftOf(object: KubeObject): Draft {
  const holder = referenceOf(object);
  const own = readRules(object.body).map(([index, rule]) => ({ rule, index, holder, object }));
  const selectors = listOf(
    fieldOf(fieldOf(object.body, 'aggregationRule'), 'clusterRoleSelectors'),
  ).flatMap((item) => readSelector(item) ?? []);
  const isCluster = object.kind === 'ClusterRole';
  return {
    reference: holder,
    labels: object.labels,
    object,
    own,
    selectors: isCluster ? selectors : [],
  };
}

/** What the controller for aggregation does, which writes the rules of roles over with those of the roles selected. */
class Aggregation {
  readonly #drafts: ReadonlyMap<string, Draft>;
  readonly #isLive: boolean;
  readonly #byLabel = new Map<string, Draft[]>();
  readonly #done = new Map<Draft, readonly HeldRule[]>();
  #copies = 0;

  constructor(drafts: ReadonlyMap<string, Draft>, view: ClusterView) {
    this.#drafts = drafts;
    this.#isLive = view.completeness === 'cluster';
    for (const draft of drafts.values()) {
      if (draft.reference.kind !== 'ClusterRole') continue;
      for (const [key, value] of draft.labels) {
        const known = this.#byLabel.get(`${key}=${value}`);
        if (known === undefined) this.#byLabel.set(`${key}=${value}`, [draft]);
        else known.push(draft);
      }
    }
  }

  roles(): ReadonlyMap<string, Role> {
    return new Map(
      [...this.#drafts].map(([key, draft]) => [
        key,
        {
          reference: draft.reference,
          labels: draft.labels,
          object: draft.object,
          rules: this.#rulesOf(draft, 0),
          isAggregated: draft.selectors.length > 0,
        },
      ]),
    );
  }

  #rulesOf(draft: Draft, depth: number): readonly HeldRule[] {
    const known = this.#done.get(draft);
    if (known !== undefined) return known;
    // A cluster's own controller has written them already, and what is written counts.
    if (draft.selectors.length === 0 || (this.#isLive && draft.object !== undefined))
      return this.#keep(draft, draft.own);
    this.#done.set(draft, []); // who selects itself, through others too, adds nothing
    const found = new Set<HeldRule>();
    if (depth < 50)
      for (const selector of draft.selectors) this.#collect(draft, selector, found, depth);
    return this.#keep(draft, found.size > 0 ? [...found] : draft.own);
  }

  #collect(draft: Draft, selector: Selector, found: Set<HeldRule>, depth: number): void {
    for (const part of this.#selected(selector))
      if (part !== draft) this.#copy(this.#rulesOf(part, depth + 1), found);
  }

  #copy(rules: readonly HeldRule[], into: Set<HeldRule>): void {
    this.#copies += rules.length;
    if (this.#copies <= maxCopies) for (const rule of rules) into.add(rule);
  }

  #keep(draft: Draft, rules: readonly HeldRule[]): readonly HeldRule[] {
    this.#done.set(draft, rules);
    return rules;
  }

  #selected(selector: Selector): readonly Draft[] {
    const exact = selector.requirements.find(
      ({ operator, values }) => operator === 'In' && values.length === 1,
    );
    const candidates =
      exact === undefined
        ? [...this.#drafts.values()].filter(({ reference }) => reference.kind === 'ClusterRole')
        : (this.#byLabel.get(`${exact.key}=${exact.values[0] ?? ''}`) ?? []);
    return candidates.filter(({ labels }) => selects(selector, labels));
  }
}
