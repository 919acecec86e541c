import { cryptForm } from './crypt-forms.ts';
import { type DigestShape, derivedForm, digests } from './digest.ts';
import { fast, type HashForm, reversible, tried, untried } from './form.ts';

interface Kind {
  readonly algorithm: DigestShape['algorithm'];
  readonly length: number;
}

const kinds: ReadonlyMap<string, Kind> = new Map([
  ['MD5', { algorithm: 'md5', length: 16 }],
  ['SMD5', { algorithm: 'md5', length: 16 }],
  ['SHA', { algorithm: 'sha1', length: 20 }],
  ['SSHA', { algorithm: 'sha1', length: 20 }],
  ['SHA256', { algorithm: 'sha256', length: 32 }],
  ['SSHA256', { algorithm: 'sha256', length: 32 }],
  ['SHA512', { algorithm: 'sha512', length: 64 }],
  ['SSHA512', { algorithm: 'sha512', length: 64 }],
]);

/** Recognises `{SCHEME}…` as in RFC 2307 and OpenLDAP's userPassword, htpasswd, dovecot and Java realms. */
export function schemeForm(text: string): HashForm | undefined {
  const match = /^\{([A-Za-z0-9_.-]{1,24})\}(.*)$/s.exec(text);
  if (match === null) return undefined;
  const name = (match[1] ?? '').toUpperCase();
  const rest = match[2] ?? '';
  const kind = kinds.get(name);
  if (kind !== undefined) return digestForm(`{${name}}`, kind, rest);
  return otherForm(name, rest);
}

type Reader = (rest: string, name: string) => HashForm | undefined;

const others: readonly (readonly [RegExp, Reader])[] = [
  [/^(?:CRYPT|BCRYPT|BLF-CRYPT|(?:SHA512|SHA256|MD5)-CRYPT|ARGON2(?:I|ID)?)$/, cryptForm],
  [/^(?:PLAIN|CLEARTEXT|CLEAR|NOOP)$/, plainForm],
  [/^PKCS5S2$/, atlassian],
  [/^PBKDF2(?:-SHA(?:1|256|512))?$/, openldapPbkdf2],
  [/^SASL$/, () => undefined],
];

function otherForm(name: string, rest: string): HashForm | undefined {
  const known = others.find(([pattern]) => pattern.test(name));
  if (known === undefined) return untried(`{${name}}`, 'the scheme is not known');
  return known[1](rest, name);
}

/** A password that is not hashed. */
export function plainForm(text: string): HashForm {
  return tried('plain text', 0, (guess) => guess === text, reversible);
}

function digestForm(name: string, { algorithm, length }: Kind, rest: string): HashForm | undefined {
  const hexadecimal = rest.length === 2 * length && /^[0-9a-f]+$/i.test(rest);
  const bytes = Buffer.from(rest, hexadecimal ? 'hex' : 'base64');
  if (bytes.length < length) return undefined;
  const shape = { algorithm, stored: bytes.subarray(0, length), behind: bytes.subarray(length) };
  return tried(name, 3, (guess) => digests(shape, guess), fast);
}

/** Atlassian's: 16 bytes of salt and 32 of PBKDF2-HMAC-SHA1 with 10,000 rounds. */
function atlassian(rest: string): HashForm | undefined {
  const bytes = Buffer.from(rest, 'base64');
  if (bytes.length !== 48) return undefined;
  const [salt, stored] = [bytes.subarray(0, 16), bytes.subarray(16)];
  return derivedForm('PBKDF2-SHA1', { algorithm: 'sha1', salt, iterations: 10_000, stored });
}

/** `iterations$salt$hash`, both in base64 with `.` for `+` (OpenLDAP's pw-pbkdf2, passlib). */
function openldapPbkdf2(rest: string, name: string): HashForm | undefined {
  const [, iterations, salt = '', hash = ''] =
    /^([0-9]{1,9})\$([A-Za-z0-9./+=]{1,128})\$([A-Za-z0-9./+=]{16,256})$/.exec(rest) ?? [];
  if (iterations === undefined) return undefined;
  const algorithm = name === 'PBKDF2' ? 'sha1' : name.slice(7).toLowerCase();
  return derivedForm('PBKDF2', {
    algorithm,
    salt: adapted(salt),
    iterations: Number(iterations),
    stored: adapted(hash),
  });
}

/** Bytes in passlib's "adapted" base64. */
export function adapted(text: string): Uint8Array {
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}
