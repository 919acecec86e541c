import type { Note } from './selection.ts';
import { allOf, anyOf, type Term } from './term.ts';
import { unsupported } from './unsupported.ts';

/** What a selection of auditd says of the record, as event types; `used` are its keys that are settled by that. */
export interface AuditRecord {
  readonly term: Term;
  readonly used: readonly string[];
}

const executed: Term = { text: 'evt.type in (execve, execveat)' };
const changesPaths: Term = {
  text: '(evt.type in (open, openat, openat2, creat, rename, renameat, renameat2, unlink, unlinkat, rmdir, mkdir, mkdirat, link, linkat, symlink, symlinkat, chmod, fchmodat, chown, fchownat, lchown, mknod, mknodat, truncate))',
};
const creates: Term = {
  text: '((evt.type in (open, openat, openat2) and evt.is_open_create = true) or evt.type in (creat, mkdir, mkdirat, mknod, mknodat, link, linkat, symlink, symlinkat, rename, renameat, renameat2))',
};

/**
 * Records of auditd as events: SYSCALL is the call (without a name: the start of a program), EXECVE the start of a program,
 * PATH a call about a path. Records that programs write themselves have no event.
 */
export function auditRecord(selection: Readonly<Record<string, unknown>>, note: Note): AuditRecord {
  const types = textsOf(selection['type']).map((type) => type.toUpperCase());
  const calls = textsOf(selection['SYSCALL'] ?? selection['syscall']);
  const terms =
    types.length === 0 ? [impliedBy(selection)] : types.map((type) => ofType(type, calls));
  if (terms.includes('never')) note(`records of type ${types.join(', ')} have no event here`);
  if (calls.length > 0 && hasRawArguments(selection)) {
    note(`raw arguments of ${calls.join(', ')} are not compared: that part never holds`);
    return { term: 'never', used: [] };
  }
  if ('key' in selection) note('the key of an audit rule is left out: it fits more than it did');
  const created = textsOf(selection['nametype']).includes('CREATE') ? [creates] : [];
  return {
    term: allOf([anyOf(terms), ...created]),
    used: ['type', 'SYSCALL', 'syscall', 'key', 'nametype', 'success'],
  };
}

/** Numbered arguments belong to commands, names to paths. */
function impliedBy(selection: Readonly<Record<string, unknown>>): Term {
  const names = Object.keys(selection).map((key) => key.split('|')[0] ?? '');
  if (names.some((name) => /^a\d+$/.test(name))) return executed;
  return names.includes('name') ? changesPaths : 'always';
}

function ofType(type: string, calls: readonly string[]): Term {
  if (type === 'EXECVE' || type === 'PROCTITLE') return executed;
  if (type === 'PATH' || type === 'CWD') return changesPaths;
  if (type === 'SOCKADDR') return { text: 'evt.type in (connect, bind, accept, accept4, sendto)' };
  if (type !== 'SYSCALL') return 'never';
  if (calls.length === 0) return executed;
  if (!calls.every((call) => /^[a-z0-9_]+$/.test(call)))
    throw unsupported('a system call has no name');
  return { text: `evt.type in (${calls.join(', ')})` };
}

/** Arguments of calls are numbers in hex there; ours have names and meanings. */
function hasRawArguments(selection: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(selection).some((key) => /^a\d+(?:\||$)/.test(key));
}

function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => (typeof one === 'string' ? [one] : []));
}
