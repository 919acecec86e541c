import { argon2Sync, scryptSync } from 'node:crypto';
import { compareSync } from 'bcryptjs';
import { encodeBytes, lowFirst, valueOf } from '../crypt/alphabet.ts';
import { desCrypt, extendedDesCrypt } from '../crypt/des-crypt.ts';
import { md4 } from '../crypt/md4.ts';
import { md5Crypt } from '../crypt/md5-crypt.ts';
import { phpass } from '../crypt/phpass.ts';
import { type ShaCryptAlgorithm, shaCrypt } from '../crypt/sha-crypt.ts';
import { parseYescrypt, yescrypt } from '../crypt/yescrypt.ts';
import { fast, type HashForm, largestCost, obsolete, tried, untried } from './form.ts';

type Reader = (text: string) => HashForm | undefined;

/** Recognises what crypt(3) writes, in all its kinds (crypt(5), Modular Crypt Format), and its relatives. */
export function cryptForm(text: string): HashForm | undefined {
  const reader = text.startsWith('$') ? readers.get(prefixOf(text)) : unmarked;
  return reader?.(text);
}

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['1', md5],
  ['apr1', md5],
  ['2', bcrypt],
  ['2a', bcrypt],
  ['2b', bcrypt],
  ['2x', bcrypt],
  ['2y', bcrypt],
  ['3', nt],
  ['5', sha],
  ['6', sha],
  ['7', scrypt],
  ['y', yes],
  ['gy', () => untried('gost-yescrypt', 'GOST R 34.11-2012 is not implemented')],
  ['md5', () => untried('sunmd5', 'SunMD5 is not implemented', obsolete)],
  ['sha1', () => untried('sha1-crypt', 'NetBSD sha1-crypt is not implemented', obsolete)],
  ['argon2d', argon2],
  ['argon2i', argon2],
  ['argon2id', argon2],
  ['P', portable],
  ['H', portable],
  ['S', portable],
]);

function prefixOf(text: string): string {
  return /^\$([A-Za-z0-9]{1,10})[$,]/.exec(text)?.[1] ?? '';
}

function md5(text: string): HashForm | undefined {
  const [, magic, salt = '', hash] =
    /^(\$1\$|\$apr1\$)([^$:\s]{0,8})\$([./0-9A-Za-z]{22})$/.exec(text) ?? [];
  if (magic !== '$1$' && magic !== '$apr1$') return undefined;
  const scheme = magic === '$1$' ? 'md5-crypt' : 'Apache MD5';
  return tried(scheme, 2500, (guess) => md5Crypt(utf8(guess), salt, magic) === hash, obsolete);
}

function sha(text: string): HashForm | undefined {
  const match =
    /^\$([56])\$(?:rounds=([0-9]{1,10})\$)?([^$:\s]{0,16})\$([./0-9A-Za-z]{43}|[./0-9A-Za-z]{86})$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, kind, written = '5000', salt = '', hash = ''] = match;
  const algorithm: ShaCryptAlgorithm = kind === '5' ? 'sha256' : 'sha512';
  if (hash.length !== (kind === '5' ? 43 : 86)) return undefined;
  const rounds = Math.min(Math.max(Number(written), 1000), 999_999_999);
  const saltBytes = Buffer.from(salt, 'utf8');
  return tried(
    `${algorithm}-crypt`,
    rounds * 1.6,
    (guess) => shaCrypt(algorithm, utf8(guess), saltBytes, rounds) === hash,
  );
}

function bcrypt(text: string): HashForm | undefined {
  const match = /^\$2([abxy]?)\$([0-9]{2})\$[./0-9A-Za-z]{53}$/.exec(text);
  if (match === null) return undefined;
  const [, kind = '', digits] = match;
  if (kind === 'x' || kind === '')
    return untried('bcrypt', 'the broken $2x$ and $2$ kinds are not tried');
  const hash = `$2b$${text.slice(4)}`;
  return tried('bcrypt', 50 * 2 ** Number(digits), (guess) => compareSync(guess, hash));
}

function nt(text: string): HashForm | undefined {
  const hash = /^\$3\$\$?([0-9a-f]{32})$/.exec(text)?.[1];
  return hash === undefined ? undefined : ntForm(hash);
}

/** An NT hash: MD4 of the password in UTF-16, in hex of any casing. */
export function ntForm(hash: string): HashForm {
  const wanted = hash.toLowerCase();
  function verify(guess: string): boolean {
    return hex(md4(Buffer.from(guess, 'utf16le'))) === wanted;
  }
  return tried('NT hash', 10, verify, fast);
}

function scrypt(text: string): HashForm | undefined {
  const match = /^\$7\$(.)(.{5})(.{5})([^$]*)\$([./0-9A-Za-z]{43})$/.exec(text);
  if (match === null) return undefined;
  const [, first = '', second = '', third = '', salt = '', hash] = match;
  const logN = valueOf(first, 0);
  const r = lowFirst(second, 0, 5);
  const p = lowFirst(third, 0, 5);
  if (logN < 1 || r === undefined || p === undefined) return undefined;
  return scryptForm({ N: 2 ** logN, r, p }, salt, (guess) => encodeBytes(guess) === hash);
}

/** scrypt of 32 bytes (RFC 7914); `matches` compares what it gives. */
export function scryptForm(
  { N, r, p }: { readonly N: number; readonly r: number; readonly p: number },
  salt: string | Uint8Array,
  matches: (derived: Uint8Array) => boolean,
  length = 32,
): HashForm {
  const options = { N, r, p, maxmem: 128 * r * (N + p) + 2 ** 20 };
  if (128 * r * N > 2 ** 27 || N < 2 || r < 1 || p < 1)
    return untried('scrypt', 'it asks for more memory than is allowed');
  function verify(guess: string): boolean {
    return matches(scryptSync(guess, salt, length, options));
  }
  return tried('scrypt', N * r * p * 0.5, verify);
}

function yes(text: string): HashForm | undefined {
  const match = /^\$y\$([./0-9A-Za-z]{2,48})\$([./0-9A-Za-z]{0,86})\$([./0-9A-Za-z]{43})$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, parameters = '', salt = '', hash] = match;
  const setting = parseYescrypt(parameters, salt);
  if (setting === undefined)
    return untried('yescrypt', 'its parameters are none that can be computed');
  const cost = setting.n * setting.r * setting.p * (1 + setting.t) * 1.4;
  if (128 * setting.n * setting.r > 2 ** 27)
    return untried('yescrypt', 'it asks for more memory than is allowed');
  return tried('yescrypt', cost, (guess) => yescrypt(utf8(guess), setting) === hash);
}

function argon2(text: string): HashForm | undefined {
  const match =
    /^\$(argon2(?:d|i|id))\$v=19\$m=([0-9]{1,8}),t=([0-9]{1,4}),p=([0-9]{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,171})$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, kind, memory, passes, parallelism, salt = '', hash = ''] = match;
  const wanted = Buffer.from(hash, 'base64');
  const parameters = {
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: wanted.length,
  };
  const { memory: kib, passes: turns } = parameters;
  if (kib > 2 ** 17 || kib < 8 * parameters.parallelism || turns < 1 || parameters.parallelism < 1)
    return untried('Argon2', 'it asks for more memory than is allowed');
  const algorithm = kind === 'argon2d' || kind === 'argon2i' ? kind : 'argon2id';
  return tried('Argon2', Math.min(kib * turns * 0.8, 2 * largestCost), (guess) =>
    argon2Sync(algorithm, { message: utf8(guess), ...parameters }).equals(wanted),
  );
}

function portable(text: string): HashForm | undefined {
  const match = /^\$([PHS])\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22,86})$/.exec(text);
  if (match === null) return undefined;
  const [, kind, rounds = '', salt = '', hash = ''] = match;
  const logRounds = valueOf(rounds, 0);
  const algorithm = kind === 'S' ? 'sha512' : 'md5';
  function verify(guess: string): boolean {
    return phpass(algorithm, utf8(guess), salt, logRounds).startsWith(hash);
  }
  return logRounds > 24
    ? untried('phpass', 'it asks for too many rounds')
    : tried('phpass', 2 ** logRounds * 1.2, verify);
}

/** The forms without a mark in front: traditional DES (13 characters) and BSDi's (20, behind `_`). */
function unmarked(text: string): HashForm | undefined {
  if (/^_[./0-9A-Za-z]{19}$/.test(text)) {
    const count = lowFirst(text, 1, 4) ?? 0;
    function verify(guess: string): boolean {
      return extendedDesCrypt(utf8(guess), count, text.slice(5, 9)) === text.slice(9);
    }
    return tried('bsdi DES crypt', 40 + count * 2.5, verify, obsolete);
  }
  if (!/^[./0-9A-Za-z]{13}$/.test(text)) return undefined;
  return tried('DES crypt', 100, (guess) => desCrypt(utf8(guess), text) === text, obsolete);
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
