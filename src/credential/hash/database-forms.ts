import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { shaCrypt } from '../crypt/sha-crypt.ts';
import { digests } from './digest.ts';
import { fast, type HashForm, obsolete, tried } from './form.ts';

/** Recognises what databases store: MySQL and MariaDB, PostgreSQL. `user` is part of some. */
export function databaseForm(text: string, user: string): HashForm | undefined {
  return mysqlNative(text) ?? mysqlCaching(text) ?? postgresMd5(text, user) ?? scram(text);
}

function mysqlNative(text: string): HashForm | undefined {
  if (!/^\*[0-9A-Fa-f]{40}$/.test(text)) return undefined;
  const stored = Buffer.from(text.slice(1), 'hex');
  return tried('MySQL native password', 3, (guess) => sha1(sha1(guess)).equals(stored), fast);
}

function sha1(data: string | Uint8Array): Buffer {
  return createHash('sha1').update(data).digest();
}

/** `$A$005$`, 20 bytes of salt, 43 characters: sha256-crypt with 1,000 rounds a unit; also as the hex of all that. */
function mysqlCaching(text: string): HashForm | undefined {
  const plain = /^(?:0x)?24412430[0-9A-Fa-f]{132}$/.test(text)
    ? Buffer.from(text.replace(/^0x/, ''), 'hex').toString('latin1')
    : text;
  const [, units, salt = '', hash] =
    /^\$A\$([0-9A-Fa-f]{3})\$([\s\S]{20})([./0-9A-Za-z]{43})$/.exec(plain) ?? [];
  if (units === undefined) return undefined;
  const rounds = Number.parseInt(units, 16) * 1000;
  const bytes = Buffer.from(salt, 'latin1');
  return tried(
    'MySQL caching_sha2 password',
    rounds * 1.6,
    (guess) => shaCrypt('sha256', Buffer.from(guess), bytes, rounds) === hash,
  );
}

function postgresMd5(text: string, user: string): HashForm | undefined {
  if (!/^md5[0-9a-f]{32}$/.test(text)) return undefined;
  const stored = Buffer.from(text.slice(3), 'hex');
  const shape = { algorithm: 'md5', stored, behind: user } as const;
  return tried('PostgreSQL MD5', 3, (guess) => digests(shape, guess), obsolete);
}

/** `SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey` (RFC 5803 in PostgreSQL's spelling). */
function scram(text: string): HashForm | undefined {
  const match =
    /^SCRAM-SHA-256\$([0-9]{1,9}):([A-Za-z0-9+/=]{4,172})\$([A-Za-z0-9+/=]{44}):[A-Za-z0-9+/=]{44}$/.exec(
      text,
    );
  if (match === null) return undefined;
  const [, iterations = '', salt = '', stored = ''] = match;
  const rounds = Number(iterations);
  function verify(guess: string): boolean {
    const salted = pbkdf2Sync(guess, Buffer.from(salt, 'base64'), rounds, 32, 'sha256');
    const key = createHmac('sha256', salted).update('Client Key').digest();
    return createHash('sha256').update(key).digest('base64') === stored;
  }
  return rounds < 1 ? undefined : tried('SCRAM-SHA-256', 10 + rounds * 0.6, verify);
}
