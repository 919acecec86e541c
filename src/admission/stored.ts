import { fieldOf, isList, isObject, textOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { objectOf } from './patch.ts';

const maxDepth = 200;

/**
 * The body as the API server holds it when it asks policies: with the namespace that a namespaced object gets when it names none, and
 * with an empty map for `metadata` of a template that is written as `null`, because it is no pointer in Kubernetes' types.
 */
export function storedBody({ body, namespace }: KubeObject): JsonObject {
  const stored = lacksMetadata(body, 0) ? withMetadata(body, 0) : body;
  const metadata = fieldOf(stored, 'metadata');
  if (namespace === undefined || textOf(fieldOf(metadata, 'namespace')) !== undefined)
    return stored;
  return { ...stored, metadata: { ...(isObject(metadata) ? metadata : {}), namespace } };
}

function lacksMetadata(value: Json, depth: number): boolean {
  if (depth > maxDepth) return false;
  if (isList(value)) return value.some((one) => lacksMetadata(one, depth + 1));
  if (!isObject(value)) return false;
  return (
    fieldOf(value, 'metadata') === null ||
    Object.values(value).some((one) => lacksMetadata(one, depth + 1))
  );
}

function withMetadata(object: JsonObject, depth: number): JsonObject {
  return objectOf(
    Object.entries(object).map(([key, value]) => [
      key,
      key === 'metadata' && value === null ? {} : filled(value, depth + 1),
    ]),
  );
}

function filled(value: Json, depth: number): Json {
  if (depth > maxDepth) return value;
  if (isList(value)) return value.map((one) => filled(one, depth + 1));
  return isObject(value) ? withMetadata(value, depth) : value;
}
