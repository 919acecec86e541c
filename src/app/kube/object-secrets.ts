import type { Scope } from '#contract/scope.ts';
import { fieldOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { Secret } from '#model/secret.ts';
import type { Inspectors } from '../inspection.ts';

/**
 * Secrets that lie open in an object of a live cluster: in a ConfigMap, an environment, arguments, annotations. Values of Secret
 * objects are where they belong, and are never read.
 */
export function secretsInObject(
  object: KubeObject,
  inspectors: Inspectors,
  scope: Scope,
): readonly Secret[] {
  const text = openText(object);
  if (text === undefined) return [];
  const { path } = object.origin.place;
  const bytes = Buffer.from(text);
  const { secrets = [] } = inspectors.secretsIn({ path, bytes, sibling: () => undefined }, scope);
  return secrets.map((secret) => ({ ...secret, location: { path } }));
}

/** What people write into the object, one value in a line; `undefined` where there is nothing of that kind. */
function openText(object: KubeObject): string | undefined {
  const annotations = [...object.annotations].map(([key, value]) => `${key}: ${value}`);
  if (object.kind === 'ConfigMap' && object.group === '') {
    const data = fieldOf(object.body, 'data');
    return data === undefined ? undefined : textOf([data, ...annotations]);
  }
  const pods = podTemplatesOf(object);
  if (pods.length === 0) return undefined;
  return textOf([...pods.map(({ spec }) => spec), ...annotations]);
}

function textOf(values: readonly unknown[]): string {
  return values
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 1)))
    .join('\n');
}
