import type { ReviewedTree, Reviewer } from '#contract/analyzer.ts';
import { quote } from '#kit/text.ts';
import type { Fault } from '#model/fault.ts';
import type { FactObservation } from '#model/observation.ts';
import type { MakeFault } from '../checks.ts';

/** Programs through which an account without a password can be used. */
const doors = [
  '/usr/sbin/sshd',
  '/usr/sbin/dropbear',
  '/usr/sbin/in.telnetd',
  '/usr/sbin/telnetd',
  '/usr/sbin/vsftpd',
  '/usr/sbin/proftpd',
  '/bin/su',
  '/usr/bin/su',
  '/bin/login',
  '/usr/bin/login',
  '/usr/bin/sudo',
];

/** Judges accounts without a password: who can log in, and whether there is a door. */
export function accountReviewer(make: MakeFault, revision: number): Reviewer {
  return {
    kind: 'reviewer',
    id: 'credential/accounts',
    revision,
    title: 'accounts without a password',
    review: (tree) => review(tree, make),
  };
}

function* review(tree: ReviewedTree, make: MakeFault): Iterable<Fault> {
  const logins = new Map(
    tree.facts
      .filter(({ topic }) => topic === 'credential/logins')
      .map((fact) => [folderOf(fact.location.path), new Map(Object.entries(fact.values))]),
  );
  const door = doors.find((path) => tree.has(path));
  const told = new Set<string>();
  for (const fact of tree.facts) {
    if (fact.topic !== 'credential/empty' || /-$|gshadow/.test(fact.location.path)) continue;
    const known = logins.get(folderOf(fact.location.path));
    for (const open of opensOf(fact, known)) {
      if (told.has(open.user)) continue;
      told.add(open.user);
      yield faultFor({ ...open, ...(door !== undefined && { door }) }, make);
    }
  }
}

/** Accounts of a fact that passwd(5) knows as well; all of them when there is no such file. */
function opensOf(
  fact: FactObservation,
  known: ReadonlyMap<string, string> | undefined,
): readonly Open[] {
  return Object.entries(fact.values).flatMap(([user, line]) => {
    const login = known?.get(user);
    if (known !== undefined && login === undefined) return [];
    return [{ fact, user, line: Number(line), ...(login !== undefined && { login }) }];
  });
}

interface Open {
  readonly fact: FactObservation;
  readonly user: string;
  readonly line: number;
  /** `closed`, or user id and shell; absent when there is no passwd(5). */
  readonly login?: string;
  readonly door?: string;
}

function faultFor({ fact, user, line, login, door }: Open, make: MakeFault): Fault {
  const place = { ...fact.location, ...(line > 0 && { line }) };
  const shell = login === undefined ? undefined : login.slice(login.indexOf(':') + 1);
  const canLogIn = login !== 'closed';
  const message = canLogIn
    ? `account ${quote(user)} has no password${shell === undefined ? '' : ` and the shell ${shell}`}${door === undefined ? '' : `; ${door} lets it in`}`
    : `account ${quote(user)} has no password, though its shell lets nobody in`;
  const severity = !canLogIn ? 'low' : door === undefined ? 'high' : 'critical';
  return make('emptyPassword', { message, subject: user, identity: user, severity }, place);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
