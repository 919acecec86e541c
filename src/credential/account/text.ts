import { plainForm } from '../hash/ldap-forms.ts';
import { recogniseHash, recogniseMarkedHash } from '../hash/recognise.ts';
import { bareDigestForm, ciscoForm } from '../hash/service-forms.ts';
import { type Account, numberedLines } from './account.ts';
import { isTemplate, literal } from './properties.ts';

/** Redis' and Valkey's ACL (`user NAME rule…`): `nopass`, `>password`, `#sha256`, `off`. */
export function readRedisAcl(text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    const [keyword, user, ...rules] = line.trim().split(/\s+/).slice(0, 200);
    if (keyword?.toLowerCase() !== 'user' || !user) continue;
    if (rules.lastIndexOf('on') <= rules.lastIndexOf('off')) continue;
    accounts.push(...redisUser(user, rules).map((account) => ({ ...account, line: number })));
  }
  return accounts;
}

function redisUser(user: string, rules: readonly string[]): readonly Account[] {
  if (rules.lastIndexOf('nopass') > rules.lastIndexOf('resetpass')) return [{ user }];
  return rules.flatMap((rule) => {
    const form = rule.startsWith('#') ? bareDigestForm(rule.slice(1)) : clearForm(rule, user);
    return form === undefined ? [] : [{ user, form }];
  });
}

function clearForm(rule: string, user: string): ReturnType<typeof literal> {
  return rule.startsWith('>') ? literal(rule.slice(1), user) : undefined;
}

const passwordAttribute = /^(?:userpassword|olcrootpw|rootpw|sambantpassword)(?:;|$)/;

/** LDIF (RFC 2849): `userPassword` and `olcRootPW` of the entry named by its `dn`. */
export function readLdif(text: string): readonly Account[] {
  const accounts: Account[] = [];
  let user = '';
  for (const [line, number] of numberedLines(text)) {
    const match = /^([A-Za-z][A-Za-z0-9;-]{0,60})(::?)\s*(.{1,2048})$/.exec(line);
    if (match === null) continue;
    const [, attribute = '', colon, written = ''] = match;
    const value = colon === '::' ? Buffer.from(written, 'base64').toString('utf8') : written.trim();
    const name = attribute.toLowerCase();
    if (name === 'dn') user = nameOf(value);
    const form = passwordAttribute.test(name) ? ldapForm(name, value, user) : undefined;
    if (form !== undefined) accounts.push({ user: user || 'rootdn', line: number, form });
  }
  return accounts;
}

function ldapForm(name: string, value: string, user: string): ReturnType<typeof literal> {
  if (name.startsWith('sambant')) return recogniseHash(`$3$$${value.toLowerCase()}`);
  return literal(value, user);
}

function nameOf(dn: string): string {
  const first = /^[^=,]{1,40}=([^,]{1,200})/.exec(dn)?.[1];
  return (first ?? dn).trim();
}

/** Configurations in the manner of Cisco IOS: `enable secret|password`, `username … secret|password`, `line` passwords. */
export function readCisco(text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    const match =
      /^\s*(?:username\s+(\S{1,100})\s+(?:privilege\s+[0-9]+\s+)?|(enable)\s+|)(?:secret|password)\s+(?:level\s+[0-9]+\s+)?(?:([0-9])\s+)?(\S{1,300})\s*$/.exec(
        line,
      );
    if (match === null) continue;
    const [, name, enable, type = '0', secret = ''] = match;
    const user = name ?? enable ?? 'line';
    const form =
      type === '0'
        ? plainForm(secret)
        : type === '5'
          ? recogniseHash(secret)
          : ciscoForm(type, secret);
    if (form !== undefined) accounts.push({ user, line: number, form });
  }
  return accounts;
}

/** Unattended installations: kickstart's `rootpw` and `user`, preseed's `passwd/…-password`, cloud-init's `chpasswd` lists. */
export function readInstaller(text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    const found = line.length > 4096 ? undefined : (kickstart(line) ?? preseed(line));
    if (found === undefined || isTemplate(found.secret)) continue;
    const form = recogniseHash(found.secret) ?? plainForm(found.secret);
    accounts.push({ user: found.user, line: number, form });
  }
  return accounts;
}

function kickstart(line: string): { readonly user: string; readonly secret: string } | undefined {
  const words = line.trim().split(/\s+/).slice(0, 60);
  if (words[0] === 'rootpw') {
    if (words.includes('--lock')) return undefined;
    const secret = words.slice(1).find((word) => !word.startsWith('--'));
    return secret === undefined
      ? undefined
      : { user: 'root', secret: secret.replace(/^"(.*)"$/, '$1') };
  }
  if (words[0] !== 'user') return undefined;
  const user = words.find((word) => word.startsWith('--name='))?.slice(7);
  const secret = words.find((word) => word.startsWith('--password='))?.slice(11);
  return user === undefined || secret === undefined ? undefined : { user, secret };
}

function preseed(line: string): { readonly user: string; readonly secret: string } | undefined {
  const match =
    /^\s*\S+\s+passwd\/(root|user)-password(?:-crypted)?\s+password\s+(\S{1,300})\s*$/.exec(line);
  return match === null
    ? undefined
    : { user: match[1] === 'root' ? 'root' : 'the first user', secret: match[2] ?? '' };
}

/** JAAS login modules: `username="x" password="y"` and `user_x="y"`. */
export function readJaas(text: string): readonly Account[] {
  const accounts: Account[] = [];
  let user = '';
  for (const [line, number] of numberedLines(text)) {
    if (line.length > 4096 || /^\s*(?:\/\/|#)/.test(line)) continue;
    for (const match of line.matchAll(
      /\b(user_([\w.-]{1,100})|username|password)\s*=\s*"([^"]{1,300})"/g,
    )) {
      const [, key, listed, value = ''] = match;
      if (key === 'username') user = value;
      const owner = listed ?? user;
      const form = key === 'username' ? undefined : literal(value, owner);
      if (form !== undefined) accounts.push({ user: owner, line: number, form });
    }
  }
  return accounts;
}

/** Marked hashes as values anywhere in a text (`user:hash` lists in YAML, labels): the word before names the account. */
export function readMarked(text: string): readonly Account[] {
  const accounts: Account[] = [];
  for (const [line, number] of numberedLines(text)) {
    if (line.length > 8192 || !line.includes('$')) continue;
    for (const [, user = '', hash = ''] of line.matchAll(
      /([\w.@-]{1,64}):(\$(?:apr1|2[aby]|1|5|6|y)\$[./0-9A-Za-z$=,]{20,200})/g,
    )) {
      const form = recogniseMarkedHash(hash, user);
      if (form !== undefined) accounts.push({ user, line: number, form });
    }
  }
  return accounts;
}
