import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { canonicalRegistry } from './reference.ts';
import type { Credentials } from './settings.ts';

/** A Docker or Podman login file: who to be where, or which helper program knows. */
export interface DockerConfig {
  /** By `host` or `host/repository/prefix`, as in containers-auth.json(5). */
  readonly auths: ReadonlyMap<string, Credentials>;
  /** Registry host to the helper's name (`docker-credential-NAME`). */
  readonly credHelpers: ReadonlyMap<string, string>;
  /** The helper for every registry that has none of its own. */
  readonly credsStore?: string;
}

const maxEntries = 10_000;
const helperForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Parses `config.json` or `auth.json`. Errors name the place and never the content. Throws `input.malformed`, `limit.entries`. */
export function parseDockerConfig(text: string, what: string): DockerConfig {
  const document = parse(text, what);
  if (!isRecord(document)) throw malformed(what);
  const store = own(document, 'credsStore');
  return {
    auths: authsOf(own(document, 'auths'), what),
    credHelpers: helpersOf(own(document, 'credHelpers'), what),
    ...(typeof store === 'string' && helperForm.test(store) && { credsStore: store }),
  };
}

/** The key under which a login is kept: scheme and API path dropped, aliases of Docker Hub as one. */
function loginKey(server: string): string {
  const bare = server.replace(/^https?:\/\//, '').replace(/\/(?:v[12]\/?)?$/, '');
  const slash = bare.indexOf('/');
  if (slash < 0) return canonicalRegistry(bare);
  return `${canonicalRegistry(bare.slice(0, slash))}${bare.slice(slash)}`;
}

function parse(text: string, what: string): unknown {
  try {
    return parseJson(text, what);
  } catch {
    // V8's message quotes the text around the fault, and with it a password.
    throw malformed(what);
  }
}

function authsOf(value: unknown, what: string): ReadonlyMap<string, Credentials> {
  const auths = new Map<string, Credentials>();
  for (const [server, entry] of entriesOf(value, what)) {
    const credentials = isRecord(entry) ? credentialsOf(entry) : undefined;
    const key = loginKey(server);
    if (credentials !== undefined && !auths.has(key)) auths.set(key, credentials);
  }
  return auths;
}

function helpersOf(value: unknown, what: string): ReadonlyMap<string, string> {
  const helpers = new Map<string, string>();
  for (const [server, helper] of entriesOf(value, what))
    if (typeof helper === 'string' && (helper === '' || helperForm.test(helper)))
      helpers.set(loginKey(server), helper);
  return helpers;
}

function credentialsOf(entry: Readonly<Record<string, unknown>>): Credentials | undefined {
  const identity = textOf(entry, 'identitytoken');
  if (identity !== '') return { kind: 'identity', token: identity };
  const bearer = textOf(entry, 'registrytoken');
  if (bearer !== '') return { kind: 'bearer', token: bearer };
  const decoded = Buffer.from(textOf(entry, 'auth'), 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  const username = colon > 0 ? decoded.slice(0, colon) : textOf(entry, 'username');
  const password = colon > 0 ? decoded.slice(colon + 1) : textOf(entry, 'password');
  return username === '' ? undefined : { kind: 'basic', username, password };
}

function entriesOf(value: unknown, what: string): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (!isRecord(value)) throw malformed(what);
  const entries = Object.entries(value);
  if (entries.length <= maxEntries) return entries;
  throw new CaissonError('limit.entries', `${what} holds more than ${maxEntries} logins`);
}

function textOf(entry: Readonly<Record<string, unknown>>, name: string): string {
  const value = own(entry, name);
  return typeof value === 'string' ? value : '';
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function malformed(what: string): CaissonError {
  return new CaissonError('input.malformed', `${what} is not a login file`, {
    hint: 'log in again, or remove the file',
  });
}
