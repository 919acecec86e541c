import { createHash, createHmac } from 'node:crypto';
import { type DerElement, derElements } from './der.ts';
import type { Keystore } from './jks.ts';

const sequence = 0x30;
/** Hashes by the hex of their object identifier, with the length of their block and of their value in bytes. */
const hashes: ReadonlyMap<string, { name: string; block: number; size: number }> = new Map([
  ['2b0e03021a', { name: 'sha1', block: 64, size: 20 }],
  ['608648016503040201', { name: 'sha256', block: 64, size: 32 }],
  ['608648016503040202', { name: 'sha384', block: 128, size: 48 }],
  ['608648016503040203', { name: 'sha512', block: 128, size: 64 }],
]);
/** pkcs8ShroudedKeyBag and keyBag: 1.2.840.113549.1.12.10.1.2 and .1. */
const keyBags = ['060b2a864886f70d010c0a0102', '060b2a864886f70d010c0a0101'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/**
 * Reads a PKCS #12 file (RFC 7292) with a MAC by password. `undefined` for what is none, has no such MAC, or is written with lengths
 * that are not stated.
 */
export function readPkcs12(bytes: Buffer): Keystore | undefined {
  const [outer] = derElements(bytes, 1);
  const [version, safe, mac] = inside(outer, 3);
  if (outer?.tag !== sequence || version?.tag !== 2) return undefined;
  const content = contentOf(safe);
  const check = macOf(mac);
  if (content === undefined || check === undefined) return undefined;
  return {
    form: 'PKCS #12',
    holdsKeys: keyBags.some((bag) => content.includes(bag)),
    costPerTry: check.iterations,
    opensWith: (password) => macWith(password, content, check).equals(check.digest),
  };
}

function inside(element: DerElement | undefined, most: number): readonly DerElement[] {
  return element === undefined ? [] : derElements(element.content, most);
}

/** The octets of a ContentInfo of type data. */
function contentOf(safe: DerElement | undefined): Buffer | undefined {
  const [, explicit] = inside(safe, 2);
  const [octets] = inside(explicit, 1);
  return octets?.tag === 4 ? octets.content : undefined;
}

interface Mac {
  readonly hash: { readonly name: string; readonly block: number; readonly size: number };
  readonly digest: Buffer;
  readonly salt: Buffer;
  readonly iterations: number;
}

function macOf(mac: DerElement | undefined): Mac | undefined {
  const [info, salt, iterations] = inside(mac, 3);
  const [algorithm, digest] = inside(info, 2);
  const [identifier] = inside(algorithm, 2);
  const hash = hashes.get(identifier?.content.toString('hex') ?? '');
  if (hash === undefined || digest === undefined || salt === undefined) return undefined;
  const count = countOf(iterations);
  if (count === undefined || salt.content.length > 1024) return undefined;
  return { hash, digest: digest.content, salt: salt.content, iterations: count };
}

/** Rounds; one where nothing is said. */
function countOf(iterations: DerElement | undefined): number | undefined {
  if (iterations === undefined) return 1;
  const { length } = iterations.content;
  return length === 0 || length > 4 ? undefined : iterations.content.readUIntBE(0, length);
}

function macWith(password: string, content: Buffer, { hash, salt, iterations }: Mac): Buffer {
  const key = macKey(password, salt, iterations, hash);
  return createHmac(hash.name, key).update(content).digest();
}

/** The key for the MAC (RFC 7292 appendix B.2, purpose 3): one hash long, so one round of the outer loop is enough. */
function macKey(password: string, salt: Buffer, iterations: number, hash: Mac['hash']): Buffer {
  const text = Buffer.from(`${password}\0`, 'utf16le').swap16();
  const input = Buffer.concat([
    Buffer.alloc(hash.block, 3),
    filled(salt, hash.block),
    filled(text, hash.block),
  ]);
  let value: Buffer = input;
  for (let round = 0; round < iterations; round += 1)
    value = createHash(hash.name).update(value).digest();
  return value;
}

/** Copies of `bytes` up to a whole number of blocks. */
function filled(bytes: Buffer, block: number): Buffer {
  const length = Math.ceil(bytes.length / block) * block;
  return Buffer.alloc(length, bytes.length === 0 ? Buffer.alloc(1) : bytes);
}
