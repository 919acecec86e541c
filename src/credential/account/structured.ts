import { parse } from 'yaml';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { readXml } from '../format/xml.ts';
import { recogniseMarkedHash } from '../hash/recognise.ts';
import { bareDigestForm, rabbitForm } from '../hash/service-forms.ts';
import { type Account, lineCounter, maxAccounts } from './account.ts';
import { literal } from './properties.ts';

/** Tomcat's `tomcat-users.xml`: users with passwords in clear or as digests. */
export function readTomcat(text: string): readonly Account[] {
  return readXml(text).flatMap(({ path, attributes, line }) => {
    const user = attributes.get('username') ?? attributes.get('name');
    const password = attributes.get('password');
    if (!path.endsWith('/user') || !user || password === undefined) return [];
    const form = literal(password, user);
    return form === undefined ? [] : [{ user, line, form }];
  });
}

/** A user of Jenkins: `users/<name>/config.xml` with `passwordHash`. */
export function readJenkinsUser(text: string, path: string): readonly Account[] {
  // Jenkins writes XML 1.1, which differs only in control characters that no such file has.
  const parts = readXml(text.replace(/^<\?xml version=(['"])1\.1\1/, '<?xml version="1.0"'));
  const user = parts.find((part) => part.path === 'user/id')?.text ?? folderName(path);
  return parts.flatMap(({ path: at, text: hash, line }) => {
    const form = at.endsWith('/passwordHash') ? recogniseMarkedHash(hash, user) : undefined;
    return form === undefined ? [] : [{ user, line, form }];
  });
}

function folderName(path: string): string {
  return (path.split('/').at(-2) ?? '').replace(/_[0-9]+$/, '');
}

/** ClickHouse's users: `users/<name>/password`, `password_sha256_hex`, `password_double_sha1_hex`, or nothing at all. */
export function readClickhouse(text: string): readonly Account[] {
  return readXml(text).flatMap(({ path, text: value, line }) => {
    const match = /(?:^|\/)users\/([^/]+)\/(password(?:_sha256_hex|_double_sha1_hex)?)$/.exec(path);
    const [, user = '', kind] = match ?? [];
    if (kind === undefined || value === '') return [];
    const form = kind === 'password' ? literal(value, user) : digestOf(kind, value);
    return form === undefined ? [] : [{ user, line, form }];
  });
}

function digestOf(kind: string, value: string): ReturnType<typeof literal> {
  return kind === 'password_sha256_hex' ? bareDigestForm(value) : recogniseMarkedHash(`*${value}`);
}

/** RabbitMQ's definitions: `users[].name`, `password_hash`, `hashing_algorithm`, or `password` in clear. */
export function readRabbit(text: string): readonly Account[] {
  const value = parseJson(text, 'the definitions file');
  const users: unknown = isRecord(value) ? value['users'] : undefined;
  if (!Array.isArray(users)) return [];
  const lineOf = lineCounter(text);
  let from = 0;
  return users.slice(0, maxAccounts).flatMap((entry: unknown) => {
    if (!isRecord(entry) || typeof entry['name'] !== 'string') return [];
    const user = entry['name'];
    // Users stand in their order, so that the next one is looked for behind the last.
    from = Math.max(from, text.indexOf(JSON.stringify(user), from));
    const form = rabbitEntry(entry, user);
    return form === undefined ? [] : [{ user, line: lineOf(from), form }];
  });
}

function rabbitEntry(
  {
    password_hash: hash,
    password,
    hashing_algorithm: algorithm,
  }: Readonly<Record<string, unknown>>,
  user: string,
): ReturnType<typeof literal> {
  if (typeof hash === 'string' && hash !== '')
    return rabbitForm(hash, typeof algorithm === 'string' ? algorithm : '');
  return typeof password === 'string' ? literal(password, user) : undefined;
}

const maxYaml = 131_072;

/** OpenSearch's `internal_users.yml`: name → `hash`. */
export function readInternalUsers(text: string): readonly Account[] {
  const value = yamlOf(text);
  if (!isRecord(value)) return [];
  const lineOf = lineCounter(text);
  return Object.entries(value)
    .slice(0, 1000)
    .flatMap(([user, entry]) => {
      const hash = isRecord(entry) ? entry['hash'] : undefined;
      const form = typeof hash === 'string' ? recogniseMarkedHash(hash, user) : undefined;
      const line = lineOf(Math.max(0, text.indexOf(user)));
      return form === undefined ? [] : [{ user, line, form }];
    });
}

/** Prometheus' web configuration: `basic_auth_users`, name → bcrypt. */
export function readBasicAuthUsers(text: string): readonly Account[] {
  const value = yamlOf(text);
  const users = isRecord(value) ? value['basic_auth_users'] : undefined;
  if (!isRecord(users)) return [];
  const lineOf = lineCounter(text);
  return Object.entries(users)
    .slice(0, 1000)
    .flatMap(([user, hash]) => {
      const form = typeof hash === 'string' ? recogniseMarkedHash(hash, user) : undefined;
      return form === undefined
        ? []
        : [{ user, line: lineOf(Math.max(0, text.indexOf(user))), form }];
    });
}

/** A YAML document of at most 128 KiB without aliases. Throws `limit.size` and `input.malformed`. */
function yamlOf(text: string): unknown {
  if (text.length > maxYaml) throw new CaissonError('limit.size', 'the YAML document is too long');
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'silent', uniqueKeys: false }) as unknown;
  } catch (cause) {
    throw new CaissonError('input.malformed', 'it is no valid YAML', { cause });
  }
}
