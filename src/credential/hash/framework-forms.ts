import { createHmac, timingSafeEqual } from 'node:crypto';
import { cryptForm, scryptForm } from './crypt-forms.ts';
import { derivedForm, digests } from './digest.ts';
import { fast, type HashForm, tried } from './form.ts';
import { adapted } from './ldap-forms.ts';

/** Recognises how web frameworks and servers store passwords: Django, Werkzeug, passlib, Jenkins, CouchDB, Mosquitto. */
export function frameworkForm(text: string): HashForm | undefined {
  if (text.length > 1024) return undefined;
  for (const reader of readers) {
    const form = reader(text);
    if (form !== undefined) return form;
  }
  return undefined;
}

const readers: readonly ((text: string) => HashForm | undefined)[] = [
  django,
  djangoDigest,
  werkzeug,
  werkzeugScrypt,
  passlib,
  jenkins,
  couch,
  mosquitto,
];

function django(text: string): HashForm | undefined {
  const wrapped = /^(?:argon2|bcrypt)(\$.+)$/.exec(text)?.[1];
  if (wrapped !== undefined)
    return cryptForm(wrapped.startsWith('$$') ? wrapped.slice(1) : wrapped);
  const [, algorithm = '', iterations, salt = '', hash = ''] =
    /^pbkdf2_(sha1|sha256)\$([0-9]{1,9})\$([^$]{1,64})\$([A-Za-z0-9+/=]{28,64})$/.exec(text) ?? [];
  if (iterations === undefined) return undefined;
  const stored = Buffer.from(hash, 'base64');
  return derivedForm('Django PBKDF2', { algorithm, salt, iterations: Number(iterations), stored });
}

function djangoDigest(text: string): HashForm | undefined {
  const [, algorithm, salt = '', hash = ''] =
    /^(md5|sha1)\$([^$]{0,64})\$([0-9a-f]{32}|[0-9a-f]{40})$/.exec(text) ?? [];
  if (algorithm !== 'md5' && algorithm !== 'sha1') return undefined;
  const shape = { algorithm, before: salt, stored: Buffer.from(hash, 'hex') } as const;
  return tried(`salted ${algorithm}`, 3, (guess) => digests(shape, guess), fast);
}

function werkzeug(text: string): HashForm | undefined {
  const [, algorithm = '', iterations = '1000', salt = '', hash] =
    /^pbkdf2:([a-z0-9]{3,8})(?::([0-9]{1,9}))?\$([^$]{1,64})\$([0-9a-f]{32,128})$/.exec(text) ?? [];
  if (hash === undefined) return undefined;
  const stored = Buffer.from(hash, 'hex');
  return derivedForm('Werkzeug PBKDF2', {
    algorithm,
    salt,
    iterations: Number(iterations),
    stored,
  });
}

function werkzeugScrypt(text: string): HashForm | undefined {
  const [, N, r, p, salt = '', hash = ''] =
    /^scrypt:([0-9]{1,8}):([0-9]{1,3}):([0-9]{1,3})\$([^$]{1,64})\$([0-9a-f]{128})$/.exec(text) ??
    [];
  if (N === undefined) return undefined;
  const stored = Buffer.from(hash, 'hex');
  const costs = { N: Number(N), r: Number(r), p: Number(p) };
  return scryptForm(costs, salt, (derived) => timingSafeEqual(derived, stored), stored.length);
}

function passlib(text: string): HashForm | undefined {
  const [, kind, iterations, salt = '', hash = ''] =
    /^\$pbkdf2(-sha256|-sha512)?\$([0-9]{1,9})\$([A-Za-z0-9./]{1,128})\$([A-Za-z0-9./]{20,128})$/.exec(
      text,
    ) ?? [];
  if (iterations === undefined) return undefined;
  return derivedForm('PBKDF2', {
    algorithm: kind?.slice(1) ?? 'sha1',
    salt: adapted(salt),
    iterations: Number(iterations),
    stored: adapted(hash),
  });
}

function jenkins(text: string): HashForm | undefined {
  return text.startsWith('#jbcrypt:') ? cryptForm(text.slice(9)) : undefined;
}

/** CouchDB: `-pbkdf2-hash,salt,iterations` and `-hashed-sha1,salt`. */
function couch(text: string): HashForm | undefined {
  const [, kind, hash = '', salt = '', iterations] =
    /^-(pbkdf2|hashed)(?::sha256)?-([0-9a-f]{40,64}),([0-9a-f]{1,64})(?:,([0-9]{1,9}))?$/.exec(
      text,
    ) ?? [];
  const stored = Buffer.from(hash, 'hex');
  if (kind === 'hashed')
    return tried(
      'salted sha1',
      3,
      (guess) => digests({ algorithm: 'sha1', stored, behind: salt }, guess),
      fast,
    );
  if (kind === undefined || iterations === undefined) return undefined;
  const algorithm = stored.length === 20 ? 'sha1' : 'sha256';
  return derivedForm('CouchDB PBKDF2', { algorithm, salt, iterations: Number(iterations), stored });
}

/** Mosquitto: `$6$salt$hash` (SHA-512 of password and salt) and `$7$iterations$salt$hash`, in base64 with padding. */
function mosquitto(text: string): HashForm | undefined {
  const [, plainSalt, plainHash = ''] =
    /^\$6\$([A-Za-z0-9+/]{16,24}={0,2})\$([A-Za-z0-9+/]{86}==)$/.exec(text) ?? [];
  if (plainSalt !== undefined) {
    const stored = Buffer.from(plainHash, 'base64');
    const behind = Buffer.from(plainSalt, 'base64');
    return tried(
      'salted sha512',
      3,
      (guess) => digests({ algorithm: 'sha512', stored, behind }, guess),
      fast,
    );
  }
  const [, iterations, salt = '', hash = ''] =
    /^\$7\$([0-9]{1,9})\$([A-Za-z0-9+/]{8,128}={0,2})\$([A-Za-z0-9+/]{86}==)$/.exec(text) ?? [];
  if (iterations === undefined) return undefined;
  return derivedForm('Mosquitto PBKDF2', {
    algorithm: 'sha512',
    salt: Buffer.from(salt, 'base64'),
    iterations: Number(iterations),
    stored: Buffer.from(hash, 'base64'),
  });
}

/** An HMAC of the password under a salt (old Werkzeug): `sha256$salt$hex`. */
export function keyedForm(text: string): HashForm | undefined {
  const [, algorithm, salt = '', hash] =
    /^(sha256|sha512)\$([^$]{1,64})\$([0-9a-f]{64}|[0-9a-f]{128})$/.exec(text) ?? [];
  if (algorithm !== 'sha256' && algorithm !== 'sha512') return undefined;
  const kind = algorithm;
  function verify(guess: string): boolean {
    return createHmac(kind, salt).update(guess).digest('hex') === hash;
  }
  return tried(`salted ${kind}`, 4, verify, fast);
}
