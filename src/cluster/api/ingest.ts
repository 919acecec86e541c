import type { ApiResource } from '#contract/cluster.ts';
import { fieldOf, isObject, textOf } from '#kube/json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { isTooDeep } from './answer.ts';

/** Copies of whole objects that tools leave in annotations: of no use here, and of a Secret they hold its values. */
const copies: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'kapp.k14s.io/original',
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
]);
const maxSecretAnnotation = 1024;

/**
 * An object as it comes from the server, without what nobody reads: `managedFields`, copies of manifests. With `metadataOnly`
 * nothing but the metadata (and `type` of a Secret) is left, whatever was sent. `undefined` for what is no object, or nested
 * beyond all reason.
 */
export function ingest(
  value: Json | undefined,
  resource: ApiResource,
  metadataOnly: boolean,
): JsonObject | undefined {
  if (!isObject(value) || isTooDeep(value)) return undefined;
  const metadata = fieldOf(value, 'metadata');
  if (!isObject(metadata) || textOf(fieldOf(metadata, 'name')) === undefined) return undefined;
  const own = {
    apiVersion: resource.group === '' ? resource.version : `${resource.group}/${resource.version}`,
    kind: resource.kind,
    metadata: stripped(metadata, isSecret(resource)),
  };
  if (!metadataOnly) return { ...value, ...own };
  const type = isSecret(resource) ? textOf(fieldOf(value, 'type')) : undefined;
  return { ...own, ...(type !== undefined && { type }) };
}

export function isSecret({ group, name }: ApiResource): boolean {
  return group === '' && name === 'secrets';
}

function stripped(metadata: JsonObject, ofSecret: boolean): JsonObject {
  const { managedFields, selfLink, ...rest } = metadata;
  void managedFields;
  void selfLink;
  const annotations = fieldOf(rest, 'annotations');
  if (!isObject(annotations)) return rest;
  const kept = Object.entries(annotations).filter(
    ([key, value]) =>
      !copies.has(key) &&
      !(ofSecret && typeof value === 'string' && value.length > maxSecretAnnotation),
  );
  return kept.length === Object.keys(annotations).length
    ? rest
    : { ...rest, annotations: Object.fromEntries(kept) };
}
