import { ntForm } from '../hash/crypt-forms.ts';
import { type HashForm, untried } from '../hash/form.ts';
import { plainForm } from '../hash/ldap-forms.ts';
import { recogniseHash, recogniseMarkedHash } from '../hash/recognise.ts';
import { type Account, numberedLines } from './account.ts';

/**
 * Entries of shadow(5), gshadow(5), master.passwd(5) and passwd(5): the password is the second field. `!` and `*` in front lock it; `x` points
 * elsewhere.
 */
export function readShadow(text: string): readonly Account[] {
  return entries(text, (user, fields) => systemForm(user, fields[1]));
}

function systemForm(user: string, field: string | undefined): HashForm | 'empty' | undefined {
  if (field === undefined) return undefined;
  if (field === '') return 'empty';
  if (/^[!*]|^x$|^NP$|^LK|^##/.test(field)) return undefined;
  return recogniseHash(field, user) ?? untried('an unknown scheme', 'the scheme is not known');
}

/** htpasswd files of Apache and nginx, Elasticsearch's `users`: `name:hash`, or the password itself as nginx's `{PLAIN}`. */
export function readHtpasswd(text: string): readonly Account[] {
  return entries(text, (user, fields) => {
    const field = fields[1] ?? '';
    if (field === '' || /^[!*]/.test(field)) return undefined;
    return recogniseHash(field, user);
  });
}

/** dovecot's passwd-file: as passwd(5), with `{SCHEME}` in front of the password. */
export function readDovecot(text: string): readonly Account[] {
  return entries(text, (user, fields) => {
    const field = fields[1] ?? '';
    return field === '' ? undefined : recogniseHash(field, user);
  });
}

/** Samba's smbpasswd(5): the fourth field is the NT hash; `X` fills up a disabled one, `NO PASSWORD` opens it. */
export function readSmbpasswd(text: string): readonly Account[] {
  return entries(text, (_user, fields) => {
    const [, , , nt = '', flags = ''] = fields;
    if (flags.includes('D')) return undefined;
    if (nt.startsWith('NO PASSWORD')) return 'empty';
    return /^[0-9A-F]{32}$/i.test(nt) ? ntForm(nt) : undefined;
  });
}

/** PgBouncer's `userlist.txt`: `"name" "password or hash"`. */
export function readUserlist(text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    const match = /^\s*"((?:[^"]|""){1,256})"\s+"((?:[^"]|""){0,2048})"/.exec(line);
    if (match === null) continue;
    const [user = '', secret = ''] = [match[1], match[2]];
    if (secret === '') accounts.push({ user, line: number });
    else
      accounts.push({
        user,
        line: number,
        form: recogniseMarkedHash(secret, user) ?? plainForm(secret),
      });
  }
  return accounts;
}

/** Kubernetes' and PPP's lists in columns: `password,user,uid` and `client server secret addresses`. */
export function readColumns(kind: 'csv' | 'chap', text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    if (/^\s*(?:#|$)/.test(line) || line.length > 4096) continue;
    const fields = kind === 'csv' ? line.split(',') : line.trim().split(/\s+/);
    const unquoted = fields.map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
    const [user, secret] = kind === 'csv' ? [unquoted[1], unquoted[0]] : [unquoted[0], unquoted[2]];
    if (user && secret) accounts.push({ user, line: number, form: plainForm(secret) });
  }
  return accounts;
}

type Judge = (user: string, fields: readonly string[]) => HashForm | 'empty' | undefined;

function entries(text: string, judge: Judge): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    if (line.length > 4096 || /^\s*(?:#|$)|^[+-]/.test(line)) continue;
    const fields = line.split(':');
    const user = fields[0]?.trim() ?? '';
    if (user === '' || fields.length < 2) continue;
    const form = judge(user, fields);
    if (form === 'empty') accounts.push({ user, line: number });
    else if (form !== undefined) accounts.push({ user, line: number, form });
  }
  return accounts;
}
