import { isRecord } from '#kit/json.ts';
import { isPlaceholder, isTemplate } from '../generic/shape.ts';
import { silent, type Verdict } from './verdict.ts';

/** Base64 of exactly `bytes` bytes. */
export function proveBase64(secret: string, bytes: number): Verdict {
  const decoded = Buffer.from(secret, 'base64');
  return decoded.length === bytes
    ? { proof: 'parsed' }
    : { reasons: [`does not decode to ${bytes} bytes`] };
}

/** Base64 of `user:password`: HTTP Basic, Docker's `auth`. */
export function proveBasic(secret: string): Verdict {
  const text = Buffer.from(secret, 'base64').toString('utf8');
  const split = text.indexOf(':');
  if (split < 0 || !/^[\u0020-\u007e\u00a0-\uffff]{3,512}$/.test(text) || text.includes('\ufffd'))
    return { refuted: 'does not decode to user and password' };
  const password = text.slice(split + 1);
  if (password === '' || isTemplate(password)) return { refuted: 'holds no password' };
  const details = { user: text.slice(0, split).slice(0, 60) };
  if (isPlaceholder(password))
    return { severity: 'low', details, reasons: ['the password looks like a placeholder'] };
  return { proof: 'parsed', details };
}

/** Base64 of printable text or of a key: the values of a Kubernetes `Secret`. */
export function proveKubernetesSecret(secret: string): Verdict {
  const text = Buffer.from(secret, 'base64').toString('latin1');
  return /^[\t\r\n\x20-\x7e]{1,8192}$/.test(text) ? { proof: 'parsed' } : silent;
}

/** JSON text. */
export function proveJson(secret: string): Verdict {
  try {
    const value: unknown = JSON.parse(secret);
    return isRecord(value) ? { proof: 'parsed' } : silent;
  } catch {
    return silent;
  }
}

const documentationHosts =
  /^(?:(?:foo|bar|baz|test|bogus|acme|company|corp|mycompany|mydomain|domain|myhost|site|server)\.(?:com|org|net|io)|(?:.+\.)?(?:company|mycompany|bogus|acme|mydomain)\.(?:com|org|net)|.+\.(?:faketld|local)|localhost|127\.|0\.0\.0\.0|\[?::1\]?|(?:.+\.)?example\.(?:com|org|net)|.*\.(?:example|test|invalid|localhost)|(?:my)?(?:host|server|hostname|domain|db[-_]?host)(?:name)?(?:\.com)?)$/i;

/** A URI with a password in it; placeholders are none, and hosts of documentation lower it. */
export function proveConnection(secret: string): Verdict {
  const found = /:\/\/([^\s/@:]{0,200}):([^\s/]{1,300})@([^\s/:?#,;"'<>)]{1,255})/.exec(secret);
  if (found === null) return silent;
  const [, user = '', password = '', written = ''] = found;
  const host = written.replaceAll(/\\&?|`|&amp$|[.*_]+$/g, '');
  if (isNoPassword(password) || isTemplate(host))
    return { refuted: 'its password is a placeholder' };
  const details = { user: user.slice(0, 60), host: host.slice(0, 120) };
  const doubt = doubtOf(password, host);
  return doubt === undefined
    ? { proof: 'parsed', details }
    : { severity: 'low', details, reasons: [doubt] };
}

function isNoPassword(password: string): boolean {
  return (
    isTemplate(password) ||
    /^(?:\*+|x+|\.+|-+|_+|pass(?:word|wd)?|pwd|<.*|\[.*|%s|secret|PASS(?:WORD)?)$/.test(password)
  );
}

function doubtOf(password: string, host: string): string | undefined {
  if (
    isPlaceholder(password) ||
    password.length < 3 ||
    /^my-?(?:secure|super|very)/i.test(password)
  )
    return 'the password looks like a placeholder';
  return documentationHosts.test(host)
    ? 'the host is this machine or one of documentation'
    : undefined;
}
