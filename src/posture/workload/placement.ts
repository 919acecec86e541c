import { fieldOf, isObject, objectsOf, textMapOf, textOf, valueAt } from '#kube/json.ts';
import type { PodTemplate } from '#kube/pods.ts';
import { readSelector, selects } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';

const wanted = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** A rule that is to keep pods of one workload apart. */
export interface SpreadRule {
  /** From the pod's spec. */
  readonly steps: FieldPath;
  readonly selector: Json | undefined;
  readonly namespaces: readonly string[];
}

export function spreadRules({ spec }: PodTemplate): readonly SpreadRule[] {
  const spread = ['topologySpreadConstraints'];
  const anti = ['affinity', 'podAntiAffinity'];
  return [
    ...rules(spec, spread, []),
    ...rules(spec, [...anti, wanted], []),
    ...rules(spec, [...anti, preferred], ['podAffinityTerm']),
  ];
}

function rules(spec: Json, path: FieldPath, inner: FieldPath): readonly SpreadRule[] {
  return objectsOf(valueAt(spec, path)).map(([at, item]) => {
    const term = valueAt(item, inner);
    const namespaces = fieldOf(term, 'namespaces');
    return {
      steps: [...path, at, ...inner],
      selector: fieldOf(term, 'labelSelector'),
      namespaces: Array.isArray(namespaces) ? namespaces.map(String) : [],
    };
  });
}

/** Whether a rule looks at the pods of its own workload; one without a selector looks at none. */
export function concerns(
  { selector, namespaces }: SpreadRule,
  { labels }: PodTemplate,
  namespace: string | undefined,
): boolean {
  const read = readSelector(selector);
  if (namespaces.length > 0 && !namespaces.includes(namespace ?? 'default')) return false;
  return read !== undefined && selects(read, labels);
}

/** How a kind selects its pods. */
export interface SelectorRule {
  readonly path: FieldPath;
  /** A map of labels, without `matchLabels`. */
  readonly isPlain: boolean;
  /** The API server wants it written. */
  readonly isNeeded: boolean;
}

const needed: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
]);

/** `undefined` for kinds that select no pods of their own. */
export function selectorRule(group: string, kind: string): SelectorRule | undefined {
  const path = ['spec', 'selector'];
  if (kind === 'ReplicationController' || kind === 'DeploymentConfig')
    return { path, isPlain: true, isNeeded: false };
  if (group === 'apps')
    return needed.has(kind) ? { path, isPlain: false, isNeeded: true } : undefined;
  if (group !== 'batch') return undefined;
  const own = kind === 'CronJob' ? ['spec', 'jobTemplate', ...path] : path;
  return { path: own, isPlain: false, isNeeded: false };
}

/** Whether the selector of a workload selects its own pods; `undefined` where there is no selector. */
export function selectsOwnPods(
  selector: Json | undefined,
  { labels }: PodTemplate,
  isPlain: boolean,
): boolean | undefined {
  if (!isObject(selector)) return undefined;
  if (isPlain) return [...textMapOf(selector)].every(([key, value]) => labels.get(key) === value);
  const read = readSelector(selector);
  return read !== undefined && read.requirements.length > 0 && selects(read, labels);
}

/** A number of pods as rollouts write it: `2` or `25%`, of a whole. `undefined` for what is none. */
export function countOf(value: Json | undefined, whole: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,3})%$/.exec(textOf(value) ?? '')?.[1];
  return percent === undefined ? undefined : (whole * Number(percent)) / 100;
}
