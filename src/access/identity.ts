import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import type { AccessSubject, Requester } from '#model/access.ts';

const accountPrefix = 'system:serviceaccount:';

/** The user name of a service account. */
export function accountUser(namespace: string, name: string): string {
  return `${accountPrefix}${namespace}:${name}`;
}

/** The service account that a user name stands for. */
export function accountOfUser(user: string): AccessSubject | undefined {
  if (!user.startsWith(accountPrefix)) return undefined;
  const [namespace = '', name = '', ...rest] = user.slice(accountPrefix.length).split(':');
  if (namespace === '' || name === '' || rest.length > 0) return undefined;
  return { kind: 'ServiceAccount', namespace, name };
}

/**
 * What the API server takes a subject for when it asks: with the groups that everybody has who has logged in, those of service
 * accounts, and that of nodes. A group is asked for as a user without a name who is in it.
 */
export function requesterOf(subject: AccessSubject, groups: readonly string[] = []): Requester {
  const { kind, name, namespace = '' } = subject;
  if (kind === 'Group') return { user: '', groups: withImplicit(name, [name, ...groups]) };
  const user = kind === 'ServiceAccount' ? accountUser(namespace, name) : name;
  return { user, groups: withImplicit(user, [...groups, ...ownGroups(user)]) };
}

function withImplicit(name: string, groups: readonly string[]): readonly string[] {
  const isAnonymous = name === 'system:anonymous' || groups.includes('system:unauthenticated');
  const implicit = isAnonymous ? 'system:unauthenticated' : 'system:authenticated';
  return [...new Set([...groups, implicit])];
}

function ownGroups(user: string): readonly string[] {
  if (user.startsWith('system:node:')) return ['system:nodes'];
  const account = accountOfUser(user);
  if (account === undefined) return [];
  return ['system:serviceaccounts', `system:serviceaccounts:${account.namespace ?? ''}`];
}

/** One text for one subject, the same for a service account and its user name. */
export function subjectKey({ kind, name, namespace = '' }: AccessSubject): string {
  if (kind === 'Group') return `Group\n${name}`;
  return `User\n${kind === 'User' ? name : accountUser(namespace, name)}`;
}

/** The keys under which bindings of a requester are found. */
export function keysOf({ user, groups }: Requester): readonly string[] {
  const keys = groups.map((group) => `Group\n${group}`);
  return user === '' ? keys : [`User\n${user}`, ...keys];
}

/** Service accounts by their own kind, also where they are named as users. */
export function plainSubject(subject: AccessSubject): AccessSubject {
  return (subject.kind === 'User' ? accountOfUser(subject.name) : undefined) ?? subject;
}

/** `ServiceAccount shop/web`, `User alice`. */
export function formatSubject({ kind, name, namespace }: AccessSubject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/**
 * A subject as people type it: `system:serviceaccount:shop:web`, `sa:shop/web`, `shop/web`, `serviceaccount:shop/web`,
 * `user:alice`, `group:devs`; anything else is a user, `system:masters` and its like are groups.
 * Throws `usage.invalid-argument`.
 */
export function parseSubject(text: string): AccessSubject {
  const account = accountOfUser(text);
  if (account !== undefined) return account;
  const [, word = '', rest = ''] = /^(sa|serviceaccount|user|u|group|g):(.+)$/is.exec(text) ?? [];
  if (word === '') return bareSubject(text);
  if (/^s/i.test(word)) return accountOf(rest.replace(':', '/')) ?? unreadable(text);
  if (/^g/i.test(word)) return { kind: 'Group', name: rest };
  return plainSubject({ kind: 'User', name: rest });
}

function bareSubject(text: string): AccessSubject {
  if (text === '' || text.startsWith(accountPrefix)) return unreadable(text);
  if (isWellKnownGroup(text)) return { kind: 'Group', name: text };
  return accountOf(text) ?? { kind: 'User', name: text };
}

function accountOf(text: string): AccessSubject | undefined {
  const match = /^([a-z0-9][a-z0-9-]{0,62})\/([a-z0-9][a-z0-9.-]{0,252})$/.exec(text);
  if (match === null) return undefined;
  const [, namespace = '', name = ''] = match;
  return { kind: 'ServiceAccount', namespace, name };
}

const groups: ReadonlySet<string> = new Set([
  'system:masters',
  'system:authenticated',
  'system:unauthenticated',
  'system:nodes',
  'system:serviceaccounts',
  'system:monitoring',
]);

/** Groups that Kubernetes itself gives. */
function isWellKnownGroup(name: string): boolean {
  return (
    groups.has(name) ||
    name.startsWith('system:serviceaccounts:') ||
    name.startsWith('system:bootstrappers')
  );
}

function unreadable(text: string): never {
  throw new CaissonError('usage.invalid-argument', `no subject can be read from ${quote(text)}`, {
    hint: 'write "user:alice", "group:devs", "sa:NAMESPACE/NAME" or "system:serviceaccount:NAMESPACE:NAME"',
  });
}
