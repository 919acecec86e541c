import type { Violation } from '#contract/check.ts';
import { fieldOf, textMapOf } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ObjectSubject } from '#kube/subject.ts';
import { isKind } from '#posture/object/kind.ts';
import {
  decodeBase64,
  entriesOfSecret,
  isSops,
  secretTypeOf,
} from '#posture/secret/secret-object.ts';
import { isPlaceholder } from '#posture/secret/sensitive.ts';

const needed: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes.io/tls', ['tls.crt', 'tls.key']],
  ['kubernetes.io/dockerconfigjson', ['.dockerconfigjson']],
  ['kubernetes.io/dockercfg', ['.dockercfg']],
  ['kubernetes.io/ssh-auth', ['ssh-privatekey']],
]);

export function* evaluate({ object }: ObjectSubject): Iterable<Violation> {
  if (!isKind(object, '/Secret') || isSops(object)) return;
  const data = textMapOf(fieldOf(object.body, 'data'));
  for (const [key, value] of data) {
    if (decodeBase64(value) === undefined && !isPlaceholder(value))
      yield { message: `the value of "${key}" is not base64`, identity: key, field: ['data', key] };
  }
  yield* inEntries(object, (key) => data.has(key));
}

function* inEntries(object: KubeObject, isThere: (key: string) => boolean): Iterable<Violation> {
  const entries = entriesOfSecret(object);
  for (const key of needed.get(secretTypeOf(object)) ?? [])
    if (!isThere(key) && !entries.some((one) => one.key === key) && entries.length > 0)
      yield { message: `it has no "${key}"`, identity: `no ${key}`, field: ['data'] };
  for (const { key, bytes, path } of entries)
    if (key === '.dockerconfigjson' && !isRegistryLogin(bytes))
      yield { message: `"${key}" is no configuration of registries`, identity: key, field: path };
}

function isRegistryLogin(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return isPlaceholder(text) || /^\s*\{[^]*"auths"\s*:/.test(text.slice(0, 100_000));
}
