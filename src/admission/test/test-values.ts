import { fieldOf, isObject, listOf, objectsOf, textMapOf, textOf, textsOf } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { anonymous, type UserInfo } from '../request.ts';

/** What the values file of a Kyverno test says (cli.kyverno.io/v1alpha1, Values). */
export interface TestValues {
  readonly namespaces: readonly KubeObject[];
  /** `request.operation` for all objects. */
  readonly operation: string;
  /** Operations for single objects, by policy and name: `policy name`. */
  readonly operations: ReadonlyMap<string, string>;
  readonly subresources: readonly Subresource[];
  /** What variables of rules are, by dotted name. */
  readonly variables: (rule: {
    readonly policy: string;
    readonly rule: string;
    readonly object: string;
  }) => ReadonlyMap<string, Json>;
}

/** A kind that stands for a part of another. */
interface Subresource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly subresource: string;
  readonly parentApiVersion: string;
  readonly parentKind: string;
  readonly parentResource: string;
}

export function readValues(body: Json | undefined, path: string): TestValues {
  const globals = fieldOf(body, 'globalValues');
  return {
    namespaces: [
      ...objectsOf(fieldOf(body, 'namespaceSelector')).map(([, one]) => namespaceOf(one, path)),
      ...objectsOf(fieldOf(body, 'namespaces')).flatMap(
        ([, one]) => fullNamespace(one, path) ?? [],
      ),
    ].flatMap((one) => one ?? []),
    operation: textOf(fieldOf(globals, 'request.operation')) ?? '',
    operations: operationsOf(body),
    subresources: objectsOf(fieldOf(body, 'subresources')).map(([, one]) => subresourceOf(one)),
    variables: ({ policy, rule, object }) => {
      const named = objectsOf(fieldOf(body, 'policies')).filter(([, one]) => isNamed(one, policy));
      return new Map([
        ...entriesOf(globals),
        ...named.flatMap(([, one]) => valuesOf(fieldOf(one, 'resources'), object)),
        ...named.flatMap(([, one]) => valuesOf(fieldOf(one, 'rules'), rule)),
      ]);
    },
  };
}

function isNamed(value: Json, name: string): boolean {
  return fieldOf(value, 'name') === name;
}

function entriesOf(values: Json | undefined): readonly (readonly [string, Json])[] {
  return isObject(values)
    ? Object.entries(values).filter(([key]) => key !== 'request.operation')
    : [];
}

/** `values` of the one of this name; of `foreachValues` the first of each list. */
function valuesOf(list: Json | undefined, name: string): readonly (readonly [string, Json])[] {
  return objectsOf(list)
    .filter(([, one]) => isNamed(one, name))
    .flatMap(([, one]) => [
      ...entriesOf(fieldOf(one, 'values')),
      ...entriesOf(fieldOf(one, 'foreachValues')).map(
        ([key, all]) => [key, listOf(all)[0] ?? null] as const,
      ),
    ]);
}

function namespaceOf(value: JsonObject, path: string): KubeObject | undefined {
  const name = textOf(fieldOf(value, 'name')) ?? '';
  const labels = Object.fromEntries(textMapOf(fieldOf(value, 'labels')));
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  return kubeObjectOf(body, { place: { path } });
}

function fullNamespace(value: JsonObject, path: string): KubeObject | undefined {
  return kubeObjectOf({ ...value, apiVersion: 'v1', kind: 'Namespace' }, { place: { path } });
}

function operationsOf(body: Json | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, policy] of objectsOf(fieldOf(body, 'policies')))
    for (const [, resource] of objectsOf(fieldOf(policy, 'resources'))) {
      const operation = textOf(fieldOf(fieldOf(resource, 'values'), 'request.operation'));
      const key = `${textOf(fieldOf(policy, 'name')) ?? ''} ${textOf(fieldOf(resource, 'name')) ?? ''}`;
      if (operation !== undefined) found.set(key, operation);
    }
  return found;
}

function subresourceOf(value: JsonObject): Subresource {
  const part = fieldOf(value, 'subresource');
  const parent = fieldOf(value, 'parentResource');
  const name = textOf(fieldOf(part, 'name')) ?? '';
  return {
    apiVersion: apiVersionOf(part),
    kind: textOf(fieldOf(part, 'kind')) ?? '',
    subresource: name.slice(name.indexOf('/') + 1),
    parentApiVersion: apiVersionOf(parent),
    parentKind: textOf(fieldOf(parent, 'kind')) ?? '',
    parentResource: textOf(fieldOf(parent, 'name')) ?? '',
  };
}

function apiVersionOf(value: Json | undefined): string {
  const group = textOf(fieldOf(value, 'group')) ?? '';
  const version = textOf(fieldOf(value, 'version')) ?? '';
  return group === '' ? version : `${group}/${version}`;
}

/** The user of a UserInfo file. */
export function readUserInfo(body: Json | undefined): UserInfo {
  const user = fieldOf(body, 'userInfo') ?? fieldOf(body, 'requestInfo') ?? body;
  if (!isObject(user)) return anonymous;
  const extra = fieldOf(user, 'extra');
  return {
    username: textOf(fieldOf(user, 'username')) ?? '',
    uid: textOf(fieldOf(user, 'uid')) ?? '',
    groups: textsOf(fieldOf(user, 'groups')),
    extra: isObject(extra)
      ? Object.fromEntries(Object.entries(extra).map(([key, one]) => [key, textsOf(one)]))
      : {},
  };
}
