import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { CaissonError } from '#kit/error.ts';

/** Parameters of the OWASP Password Storage Cheat Sheet for argon2id: 19 MiB, two passes, one lane. */
const memory = 19_456;
const passes = 2;
const parallelism = 1;
const tagLength = 32;
const form =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{16,86})\$([\w+/]{20,86})$/u;
/** Nobody's: what is compared for names that do not exist takes as long. */
const nobody = `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** The hash of a password in the PHC string format, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, { memory, passes, parallelism });
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${plain64(salt)}$${plain64(tag)}`;
}

/** Whether the password belongs to the hash. Without a hash it takes the same time and is false. */
export async function isPassword(password: string, hash: string | undefined): Promise<boolean> {
  const parts = form.exec(hash === undefined || hash === '' ? nobody : hash);
  if (parts === null) throw new CaissonError('internal.bug', 'a stored password hash is malformed');
  const [, m, t, p, salt = '', tag = ''] = parts;
  const wanted = Buffer.from(tag, 'base64');
  const given = await derive(password, Buffer.from(salt, 'base64'), {
    memory: Number(m),
    passes: Number(t),
    parallelism: Number(p),
  });
  const same = given.length === wanted.length && timingSafeEqual(given, wanted);
  return same && hash !== undefined && hash !== '';
}

function derive(
  password: string,
  nonce: Uint8Array,
  cost: { readonly memory: number; readonly passes: number; readonly parallelism: number },
): Promise<Buffer> {
  const message = password.normalize('NFC');
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength, ...cost }, (error, key) => {
      if (error === null) resolve(key);
      else
        reject(
          new CaissonError('host.missing-feature', 'argon2id cannot be computed', { cause: error }),
        );
    });
  });
}

function plain64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/u, '');
}
