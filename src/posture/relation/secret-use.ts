import { fieldOf, isList, isObject, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import { isBinding, subjectsOf } from '../object/bindings.ts';
import { isOfSystem } from '../object/kind.ts';
import { allows, allRulesOf } from '../object/role-rules.ts';
import { referencesTo, targetKey } from './missing.ts';

/** The workloads that use a Secret or ConfigMap, each once. */
export function usersOf(
  view: ClusterView,
  { kind, namespace, name }: KubeObject,
): readonly KubeObject[] {
  const found = referencesTo(view).get(targetKey('', kind, namespace, name)) ?? [];
  return [
    ...new Set(
      found.filter(({ use }) => use === 'env' || use === 'volume').map(({ from }) => from),
    ),
  ];
}

/** Whether anything names it: by a known field, or by its name in any text of an object of its namespace or of the cluster. */
export function isNamed(view: ClusterView, object: KubeObject): boolean {
  const { kind, namespace, name } = object;
  if (referencesTo(view).has(targetKey('', kind, namespace, name))) return true;
  return textsIn(view).has(name);
}

/** Short texts in custom resources and in the settings of controllers: a name among them may be a reference. */
function textsIn(view: ClusterView): ReadonlySet<string> {
  return view.memo('posture texts', () => {
    const found = new Set<string>();
    for (const { group, kind, body } of view.objects) {
      if (kind === 'Secret' || kind === 'ConfigMap') continue;
      const hasPods = group === 'apps' || group === 'batch' || kind === 'Pod';
      for (const part of hasPods
        ? ['metadata', 'spec']
        : ['metadata', 'spec', 'webhooks', 'parameters'])
        collect(withoutName(part, fieldOf(body, part)), found, 0);
    }
    return found;
  });
}

function withoutName(part: string, value: Json | undefined): Json | undefined {
  return part === 'metadata' ? fieldOf(value, 'annotations') : value;
}

function collect(value: Json | undefined, found: Set<string>, depth: number): void {
  if (depth > 12 || found.size > 2_000_000) return;
  if (typeof value === 'string' && value.length <= 253) found.add(value);
  if (isList(value)) for (const one of value) collect(one, found, depth + 1);
  else if (isObject(value)) for (const one of Object.values(value)) collect(one, found, depth + 1);
}

/** How many subjects that somebody bound may read the Secrets of each namespace; those of the whole cluster stand under ''. */
export function secretReaders(view: ClusterView): ReadonlyMap<string, ReadonlySet<string>> {
  return view.memo('posture secret readers', () => {
    const readers = new Map<string, Set<string>>();
    for (const binding of view.objects.filter(isBinding)) {
      if (isOfSystem(binding) || !readsSecrets(view, binding)) continue;
      const own = readers.get(binding.namespace ?? '') ?? new Set<string>();
      readers.set(binding.namespace ?? '', own);
      for (const { kind, namespace = '', name } of subjectsOf(binding))
        own.add(`${kind} ${namespace} ${name}`);
    }
    return readers;
  });
}

function readsSecrets(view: ClusterView, binding: KubeObject): boolean {
  const role = fieldOf(binding.body, 'roleRef');
  const kind = textOf(fieldOf(role, 'kind')) ?? '';
  const name = textOf(fieldOf(role, 'name')) ?? '';
  const namespace = kind === 'Role' ? binding.namespace : undefined;
  const found = view.find('rbac.authorization.k8s.io', kind, name, namespace);
  if (found === undefined) return /^(?:cluster-admin|admin|edit)$/.test(name);
  return allRulesOf(found).some(
    (rule) => rule.names.length === 0 && allows(rule, '', 'secrets', ['get', 'list', 'watch']),
  );
}

/** When the data of a Secret was last changed: the newest time of a manager that owns `data`, else its creation; milliseconds since 1970. */
export function changedAt({ body }: KubeObject): number | undefined {
  const metadata = fieldOf(body, 'metadata');
  const times = (isList(fieldOf(metadata, 'managedFields')) ? listAt(metadata) : [])
    .filter((one) => fieldOf(fieldOf(one, 'fieldsV1'), 'f:data') !== undefined)
    .map((one) => Date.parse(textOf(fieldOf(one, 'time')) ?? ''))
    .filter((time) => !Number.isNaN(time));
  const created = Date.parse(textOf(fieldOf(metadata, 'creationTimestamp')) ?? '');
  const all = Number.isNaN(created) ? times : [...times, created];
  return all.length === 0 ? undefined : Math.max(...all.slice(0, 1000));
}

function listAt(metadata: Json | undefined): readonly Json[] {
  const list = fieldOf(metadata, 'managedFields');
  return isList(list) ? list : [];
}
