import type { HashForm } from '../hash/form.ts';
import { plainForm } from '../hash/ldap-forms.ts';
import { recogniseMarkedHash } from '../hash/recognise.ts';
import { type Account, lineCounter } from './account.ts';
import { isTemplate } from './properties.ts';

/** A quoted name, bare name or `'name'@'host'`, and a quoted value; all bounded, so that no text costs more than its length. */
const name = String.raw`[\x60'"]?([^\x60'"\s;(,@]{1,64})[\x60'"]?(?:@[\x60'"]?[^\x60'"\s;,]{0,100}[\x60'"]?)?`;
const value = String.raw`'((?:[^'\\]|''|\\.){0,300})'`;
const gap = String.raw`[^;']{0,120}?`;

const mysqlUser = new RegExp(
  String.raw`\b(?:CREATE\s+(?:OR\s+REPLACE\s+)?USER(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+USER(?:\s+IF\s+EXISTS)?|TO)\s+${name}\s+IDENTIFIED\s+(?:WITH\s+['"\x60]?\w{1,40}['"\x60]?\s+)?(?:BY|AS|USING)\s+(?:PASSWORD\s*\(?\s*)?${value}`,
  'gi',
);
const mysqlSet = new RegExp(
  String.raw`\bSET\s+PASSWORD\s+(?:FOR\s+${name}\s*)?=\s*(?:PASSWORD\s*\(\s*)?${value}`,
  'gi',
);
const mysqlOpen = new RegExp(
  String.raw`\bCREATE\s+(?:OR\s+REPLACE\s+)?USER(?:\s+IF\s+NOT\s+EXISTS)?\s+(?=['\x60"][^'\x60"]{1,64}['\x60"]@)${name}\s*;`,
  'gi',
);
const postgresRole = new RegExp(
  String.raw`\b(?:CREATE|ALTER)\s+(?:ROLE|USER)\s+(?:IF\s+NOT\s+EXISTS\s+)?${name}\s+${gap}\bPASSWORD\s*=?\s*${value}`,
  'gi',
);

/** Accounts that an SQL script makes (MySQL, MariaDB, PostgreSQL, SQL Server), and password hashes in rows that it inserts. */
export function readSql(text: string): readonly Account[] {
  const plain = text.replace(/--[^\n]{0,4000}|^[ \t]*#[^\n]{0,4000}/gm, (comment) =>
    ' '.repeat(comment.length),
  );
  const script = { text: plain, lineOf: lineCounter(plain) };
  return [
    ...statements(script, mysqlUser),
    ...statements(script, mysqlSet),
    ...statements(script, postgresRole),
    ...openUsers(script),
    ...insertedRows(script),
  ];
}

interface Script {
  readonly text: string;
  readonly lineOf: (offset: number) => number;
}

function* statements({ text, lineOf }: Script, pattern: RegExp): Iterable<Account> {
  for (const match of text.matchAll(pattern)) {
    const [, user = 'root', secret = ''] = match;
    const line = lineOf(match.index);
    if (secret === '') yield { user, line };
    else if (!isTemplate(secret)) yield { user, line, form: formOf(secret, user) };
  }
}

function* openUsers({ text, lineOf }: Script): Iterable<Account> {
  for (const match of text.matchAll(mysqlOpen))
    yield { user: match[1] ?? '', line: lineOf(match.index) };
}

function formOf(secret: string, user: string): HashForm {
  return recogniseMarkedHash(secret, user) ?? plainForm(secret);
}

const hashLike = /^(?:\$|\*[0-9A-F]{40}$|pbkdf2|scrypt:|SCRAM-|\{[A-Z])/;
const maxRows = 2000;

/** Hashes among the values of `INSERT` rows and `COPY` lines; the nearest text before it that could be a name is the account. */
function* insertedRows({ text, lineOf }: Script): Iterable<Account> {
  let rows = 0;
  for (const match of text.matchAll(/'((?:[^'\\\n]|''|\\.){1,300})'/g)) {
    const hash = match[1] ?? '';
    if (!hashLike.test(hash)) continue;
    rows += 1;
    if (rows > maxRows) return;
    const user = nameBefore(text.slice(Math.max(0, match.index - 600), match.index));
    const form = user === undefined ? undefined : recogniseMarkedHash(hash, user);
    if (user !== undefined && form !== undefined) yield { user, line: lineOf(match.index), form };
  }
}

function nameBefore(before: string): string | undefined {
  const row = before.slice(Math.max(before.lastIndexOf('('), before.lastIndexOf('\n')) + 1);
  if (/\b(?:BY|AS|PASSWORD|USING)\s*\(?\s*$/i.test(before)) return undefined;
  const names = [...row.matchAll(/'([^']{1,64})'/g)].map(([, text = '']) => text);
  return names.findLast((text) => /^[\w.@+-]{1,64}$/.test(text) && !/^[0-9]+$/.test(text));
}
