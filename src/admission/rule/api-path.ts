import type { ResourceFacts } from '#cel/library/facts.ts';
import { isCaissonError } from '#kit/error.ts';
import type { Json } from '#model/json-value.ts';

const object =
  /^\/(?:api\/(v[0-9a-z]+)|apis\/([a-z0-9.-]+\/v[0-9a-z]+))(?:\/namespaces\/([a-z0-9-]+))?\/([A-Za-z]+)(?:\/([A-Za-z0-9.:-]+))?$/;

/**
 * The answer of the API server to a GET, made of known objects: one by name, or a list. `undefined` where they do not tell, for
 * queries (`?labelSelector=`) and for parts (`/status`).
 */
export function answerFrom(
  resources: ResourceFacts,
  method: string,
  url: string,
): Json | undefined {
  if (method.toUpperCase() !== 'GET' || url.length > 1024) return undefined;
  const match = object.exec(url);
  if (match === null) return undefined;
  const [, core, grouped, namespace, resource, name] = match;
  const query = {
    apiVersion: `${core ?? grouped}`,
    resource: `${resource}`.toLowerCase(),
    namespace: `${namespace ?? ''}`,
  };
  try {
    if (name !== undefined) return resources.get(query, name);
    const items = resources.list(query, new Map());
    return { apiVersion: query.apiVersion, kind: 'List', items };
  } catch (error) {
    if (isCaissonError(error, 'input.not-found')) return undefined;
    throw error;
  }
}
