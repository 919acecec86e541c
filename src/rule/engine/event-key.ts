import type { RuntimeProcess } from '#model/runtime-event.ts';
import type { Operand, RuleExtensions } from '../ast.ts';
import { type ReaderOf, readerOfOperand, scalarText } from './operand.ts';
import type { AnyEvent, FieldReader, FieldValue } from './value.ts';

type Scope = NonNullable<RuleExtensions['sequence']>['by'];
/** Text that events which belong together have in common; `undefined` where it cannot be told. */
export type KeyOf = (event: AnyEvent) => string | undefined;

/** Who starts unrelated things: a tree of processes begins below them. */
const starters: ReadonlySet<string> = new Set([
  'systemd',
  'init',
  'sshd',
  'login',
  'cron',
  'crond',
  'containerd',
  'containerd-shim',
  'dockerd',
  'conmon',
  'runc',
  'tini',
  'dumb-init',
  'supervisord',
]);
const deepest = 256;
const longest = 1024;

/** Throws `input.malformed` for a field that does not exist. */
export function keyOf(by: Scope, readerOf: ReaderOf): KeyOf {
  if (by === 'process') return ofProcess(identity);
  if (by === 'process.tree') return ofProcess((process) => identity(treeRoot(process)));
  if (by === 'container') return ofProcess(({ container }) => container?.id ?? 'host');
  if (by === 'pod') return ofProcess(pod);
  if (by === 'user') return ofProcess(user);
  return fieldsKey(by, readerOf);
}

/** Values of fields together. All must be there. */
export function fieldsKey(by: readonly Operand[], readerOf: ReaderOf): KeyOf {
  const readers = by.map((operand) => readerOfOperand(operand, readerOf));
  return (event) => readKey(readers, event);
}

/** The highest ancestor of the same container below its first process, or below what starts unrelated things. */
function treeRoot(process: RuntimeProcess): RuntimeProcess {
  let root = process;
  for (let step = 0; step < deepest; step += 1) {
    const { parent } = root;
    if (parent === undefined || isBoundary(parent, process)) return root;
    root = parent;
  }
  return root;
}

function isBoundary(parent: RuntimeProcess, process: RuntimeProcess): boolean {
  if (parent.container?.id !== process.container?.id) return true;
  return parent.pid === 1 || parent.virtualPid === 1 || starters.has(parent.name);
}

function ofProcess(read: (process: RuntimeProcess) => string): KeyOf {
  return (event) => (event.source === 'syscall' ? read(event.process) : undefined);
}

function identity({ pid, start }: RuntimeProcess): string {
  return `${pid} ${start}`;
}

function pod({ container }: RuntimeProcess): string {
  if (container?.pod === undefined) return container?.id ?? 'host';
  return container.pod.uid ?? `${container.pod.namespace}/${container.pod.name}`;
}

function user(process: RuntimeProcess): string {
  const id = process.loginUid >= 0 ? process.loginUid : process.uid;
  return `${process.container?.id ?? 'host'} ${id}`;
}

function readKey(readers: readonly FieldReader[], event: AnyEvent): string | undefined {
  let key = '';
  for (const reader of readers) {
    const value = reader.read(event);
    if (value === undefined) return undefined;
    key += `${valueText(value).slice(0, longest)}\0`;
  }
  return key;
}

function valueText(value: FieldValue): string {
  return typeof value === 'object' ? value.map(scalarText).join(',') : scalarText(value);
}
