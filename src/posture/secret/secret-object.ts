import { fieldOf, isObject, textMapOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { isKind } from '../object/kind.ts';

/** One entry of a Secret, decoded. */
export interface SecretEntry {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly path: FieldPath;
}

/** `Opaque` where none is written. */
export function secretTypeOf({ body }: KubeObject): string {
  return textOf(fieldOf(body, 'type')) ?? 'Opaque';
}

/** The entries of a Secret, `stringData` over `data` as the API server has it; none of other kinds. What is no base64 is left out. */
export function entriesOfSecret(object: KubeObject): readonly SecretEntry[] {
  if (!isKind(object, '/Secret')) return [];
  const entries = new Map<string, SecretEntry>();
  for (const [key, text] of textMapOf(fieldOf(object.body, 'data'))) {
    const bytes = decodeBase64(text);
    if (bytes !== undefined) entries.set(key, { key, bytes, path: ['data', key] });
  }
  for (const [key, text] of textMapOf(fieldOf(object.body, 'stringData')))
    entries.set(key, { key, bytes: Buffer.from(text, 'utf8'), path: ['stringData', key] });
  return [...entries.values()];
}

/** The bytes of base64 text as the API server reads it (RFC 4648, section 4; line ends allowed); `undefined` for anything else. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bare = text.replace(/[\r\n]/g, '');
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined;
  return Buffer.from(bare, 'base64');
}

/** Whether SOPS wrote it: the values are encrypted. */
export function isSops({ body }: KubeObject): boolean {
  return isObject(valueAt(body, ['sops']));
}

/** Short, well-known and default passwords that every list of attackers begins with. */
const weak: ReadonlySet<string> = new Set(
  (
    'password password1 password123 passw0rd p@ssw0rd admin admin123 administrator root toor secret secret123 changeme change-me ' +
    'changeit letmein welcome welcome1 qwerty abc123 123456 1234567 12345678 123456789 1234567890 111111 test test123 ' +
    'guest postgres mysql redis mongo rabbitmq minioadmin minio123 elastic demo default'
  ).split(' '),
);

/** Whether a password is one that everybody tries first. */
export function isWeakPassword(value: string): boolean {
  return weak.has(value.trim().toLowerCase());
}
