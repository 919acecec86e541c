import type { HashForm } from '../hash/form.ts';
import { plainForm } from '../hash/ldap-forms.ts';
import { recogniseMarkedHash } from '../hash/recognise.ts';
import { artemisForm, wildflyForm } from '../hash/service-forms.ts';
import { type Account, numberedLines } from './account.ts';

type FormOf = (value: string, user: string) => HashForm | undefined;

/** WildFly's `mgmt-users.properties` and `application-users.properties`; the realm stands in a comment. */
export function readWildfly(text: string, path: string): readonly Account[] {
  const named = /\$REALM_NAME=([^$\r\n]{1,100})\$/.exec(text)?.[1];
  const realm =
    named ?? (path.endsWith('mgmt-users.properties') ? 'ManagementRealm' : 'ApplicationRealm');
  return readEntries(text, (value, user) => wildflyForm(value, user, realm));
}

/** Jetty's realm (`name: password, role`), with `MD5:`, `CRYPT:` and `OBF:` in front of what is not plain. */
export function readJettyRealm(text: string): readonly Account[] {
  return readEntries(text, (value, user) => {
    const secret = value.split(',')[0]?.trim() ?? '';
    if (secret === '' || secret.startsWith('OBF:')) return undefined;
    if (secret.startsWith('CRYPT:')) return recogniseMarkedHash(secret.slice(6), user);
    if (secret.startsWith('MD5:')) return recogniseMarkedHash(`{MD5}${secret.slice(4)}`);
    return literal(secret, user);
  });
}

/** ActiveMQ's, Artemis' and Karaf's lists of users (`name = password[,role…]`). Groups of Karaf begin with `_g_`. */
export function readUserProperties(text: string): readonly Account[] {
  return readEntries(text, (value, user) => {
    if (user.startsWith('_g_')) return undefined;
    const secret = (value.startsWith('ENC(') ? value : value.split(',')[0])?.trim() ?? '';
    return artemisForm(secret) ?? literal(secret, user);
  });
}

/** The section `[users]` of an Apache Shiro configuration (`name = password, role…`). */
export function readShiro(text: string): readonly Account[] {
  const start = /^[ \t]*\[users\][ \t\r]*$/m.exec(text);
  if (start === null) return [];
  const rest = text.slice(start.index + start[0].length);
  const end = rest.search(/^[ \t]*\[/m);
  const skipped = text.slice(0, start.index + start[0].length).split('\n').length - 1;
  const section = end === -1 ? rest : rest.slice(0, end);
  const accounts = readEntries(section, (value, user) =>
    literal(value.split(',')[0]?.trim() ?? '', user),
  );
  return accounts.map((account) => ({ ...account, line: (account.line ?? 1) + skipped }));
}

/** CouchDB's section `[admins]`. */
export function readCouchAdmins(text: string): readonly Account[] {
  return readShiro(
    text
      .replace(/^[ \t]*\[users\][ \t\r]*$/gm, '[-]')
      .replace(/^[ \t]*\[admins\][ \t\r]*$/gm, '[users]'),
  ).concat();
}

/** A password in clear, or a hash that says what it is; nothing for templates. */
export function literal(secret: string, user: string): HashForm | undefined {
  if (secret === '' || isTemplate(secret)) return undefined;
  return recogniseMarkedHash(secret, user) ?? plainForm(secret);
}

/** Whether a value is filled in later, so that it says nothing: `${X}`, `$X`, `{{ x }}`, `@X@`, `%X%`, `<%= x %>`, `ENC(…)`. */
export function isTemplate(value: string): boolean {
  return /^\$[A-Z_][A-Z0-9_]*$|\$\{|\$\(|\{\{|^@[A-Z_]+@$|^%[A-Z_]+%$|<%|^ENC\[|^!vault/.test(
    value,
  );
}

function readEntries(text: string, formOf: FormOf): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    if (line.length > 4096 || /^\s*(?:[#!;]|$)/.test(line)) continue;
    const match = /^\s*([^=:\s]{1,256})\s*[=:]\s*(.*)$/.exec(line);
    if (match === null) continue;
    const user = match[1] ?? '';
    const form = formOf((match[2] ?? '').trim(), user);
    if (form !== undefined) accounts.push({ user, line: number, form });
  }
  return accounts;
}
