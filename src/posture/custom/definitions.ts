import { booleanOf, fieldOf, isObject, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json, JsonObject } from '#model/json-value.ts';

/** What a CustomResourceDefinition says of a kind. */
export interface CustomKind {
  readonly group: string;
  readonly kind: string;
  /** Versions that are served; `schema` is absent where anything is taken. */
  readonly versions: ReadonlyMap<string, CustomVersion>;
}

export interface CustomVersion {
  readonly schema: JsonObject | undefined;
  /** Fields that the schema does not name are kept. */
  readonly keepsUnknown: boolean;
}

/** The custom kinds that objects of the view define, as `group/Kind`. The same kind may be defined several times. */
export function customKindsOf(view: ClusterView): ReadonlyMap<string, readonly CustomKind[]> {
  return view.memo('custom kinds', () => {
    const kinds = view
      .ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')
      .flatMap((object) => readDefinition(object) ?? []);
    return Map.groupBy(kinds, ({ group, kind }) => `${group}/${kind}`);
  });
}

/** `undefined` where the definition is not complete. */
function readDefinition({ body, version }: KubeObject): CustomKind | undefined {
  const spec = fieldOf(body, 'spec');
  const group = textOf(fieldOf(spec, 'group'));
  const kind = textOf(valueAt(spec, ['names', 'kind']));
  if (group === undefined || kind === undefined) return undefined;
  const versions = versionsOf(spec, version === 'v1beta1');
  return versions.size === 0 ? undefined : { group, kind, versions };
}

/** The older version of the API kept unknown fields unless told otherwise, and could have one schema for all versions. */
function versionsOf(spec: Json | undefined, isOld: boolean): ReadonlyMap<string, CustomVersion> {
  const keeps = booleanOf(fieldOf(spec, 'preserveUnknownFields')) ?? isOld;
  const common = valueAt(spec, ['validation', 'openAPIV3Schema']);
  const versions = new Map<string, CustomVersion>();
  const single = isOld ? textOf(fieldOf(spec, 'version')) : undefined;
  if (single !== undefined) versions.set(single, versionOf(common, keeps));
  for (const [, one] of objectsOf(fieldOf(spec, 'versions'))) {
    const name = textOf(fieldOf(one, 'name')) ?? '';
    versions.delete(name);
    if (fieldOf(one, 'served') === true)
      versions.set(name, versionOf(valueAt(one, ['schema', 'openAPIV3Schema']) ?? common, keeps));
  }
  return versions;
}

function versionOf(schema: Json | undefined, keepsUnknown: boolean): CustomVersion {
  return { schema: isObject(schema) ? schema : undefined, keepsUnknown };
}
