import { quote } from '#kit/text.ts';
import type { Observation } from '#model/observation.ts';
import type { MakeFault } from '../checks.ts';
import { numberedLines } from './account.ts';

interface Entry {
  readonly name: string;
  readonly password: string;
  readonly uid: string;
  readonly shell: string;
  readonly line: number;
}

/** Shells that let nobody in. */
const closed = /(?:nologin|false|sync|shutdown|halt|true|null)$/;

/** What passwd(5) itself proves: second superusers, double names, hashes that everyone can read; and who can log in. */
export function* judgePasswordFile(
  text: string,
  path: string,
  make: MakeFault,
): Iterable<Observation> {
  const entries = [...entriesOf(text)];
  const seen = new Set<string>();
  for (const entry of entries) {
    const place = { path, line: entry.line };
    const about = { subject: entry.name, identity: entry.name };
    if (
      Number(entry.uid) === 0 &&
      /^0+$/.test(entry.uid) &&
      entry.name !== 'root' &&
      entry.name !== 'toor'
    ) {
      const message = `account ${quote(entry.name)} has user id 0, so it is a second root`;
      yield {
        type: 'fault',
        location: place,
        fault: make('secondRoot', { message, ...about }, place),
      };
    }
    if (seen.has(entry.name)) {
      const message = `account ${quote(entry.name)} is listed twice; programs disagree which entry counts`;
      yield {
        type: 'fault',
        location: place,
        fault: make('doubleName', { message, ...about }, place),
      };
    }
    seen.add(entry.name);
    if (/^[^!*x].{12}/.test(entry.password)) {
      const message = `the password hash of account ${quote(entry.name)} stands where every user can read it`;
      yield {
        type: 'fault',
        location: place,
        fault: make('readableHash', { message, ...about }, place),
      };
    }
  }
  yield loginsOf(entries, path);
}

/** Who has a shell: name → user id and shell. */
function loginsOf(entries: readonly Entry[], path: string): Observation {
  const values = Object.fromEntries(
    entries
      .slice(0, 500)
      .map(({ name, uid, shell }) => [
        name,
        closed.test(shell) ? 'closed' : `${uid}:${shell || '/bin/sh'}`,
      ]),
  );
  return { type: 'fact', location: { path }, topic: 'credential/logins', values };
}

function* entriesOf(text: string): Iterable<Entry> {
  for (const [row, line] of numberedLines(text, 20_000)) {
    if (row.length > 4096 || /^\s*(?:#|$)|^[+-]/.test(row)) continue;
    const [name = '', password = '', uid = '', , , , shell = ''] = row.split(':');
    if (name !== '' && uid !== '') yield { name, password, uid, shell, line };
  }
}
