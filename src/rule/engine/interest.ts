import type { KernelInterest } from '#contract/runtime.ts';
import { eventTypeOfCall, systemCallNumbers } from '#event/system-call.ts';
import { afterFailure, mentionsResult, onHost, withAccess } from './assumption.ts';
import { fold } from './fold.ts';
import type { Program } from './generate.ts';
import type { Leaf, Node } from './node.ts';
import { openChoice, unitedChoice } from './open-choice.ts';
import { openTypes } from './readers/open-fields.ts';
import type { SourceJudge } from './source-judge.ts';
import { answer, plainField } from './specialise.ts';

/** What rules without event types are told of: everything but what reads and writes data, as in Falco. */
const streaming: ReadonlySet<string> = new Set(
  `read write readv writev pread pwrite preadv pwritev recv recvfrom recvmsg recvmmsg send sendto sendmsg sendmmsg
sendfile splice select poll ppoll epoll_wait futex nanosleep fstat fstat64 lseek llseek brk mmap mmap2 munmap mprotect
getdents getdents64 close getuid geteuid getgid getegid`.split(/\s+/),
);
/** These always come. */
const given: ReadonlySet<string> = new Set(
  'execve execveat clone clone3 fork vfork exit exit_group procexit'.split(' '),
);
const ownTypes = ['dns', 'tls', 'http', 'io_uring_submit'];
const mostListed = 512;

/**
 * The weakest condition on events that all rules together need, so that the kernel drops only what no rule wants. Prefixes are those of either
 * name of a file. Calls that failed are asked for when a rule that speaks of results can hold for one; a connect in progress is no failure.
 */
export function interestOf(judge: SourceJudge): KernelInterest {
  const wanted = wantedByType(judge);
  const names = [...wanted.values()].flat();
  return {
    calls: callsOf(wanted),
    opens: opensOf(judge, wanted),
    ...failuresOf(judge, wanted),
    scope: names.every(({ node }) => fold(judge.table, node, onHost) === judge.table.never)
      ? 'containers'
      : 'all',
    network: {
      dns: wanted.has('dns') || names.some(({ node }) => asksNames(node)),
      sni: wanted.has('tls'),
      http: wanted.has('http'),
    },
    uring: wanted.has('io_uring_submit'),
    strict: false,
  };
}

/** Programs that can hold, by type of event. */
function wantedByType(judge: SourceJudge): ReadonlyMap<string, readonly Program[]> {
  const types = new Set(judge.programs.flatMap((program) => [...(program.types ?? [])]));
  if (judge.programs.some((program) => program.types === undefined))
    for (const type of [...calls.keys(), ...ownTypes]) if (!streaming.has(type)) types.add(type);
  const wanted = new Map<string, readonly Program[]>();
  for (const type of types) {
    const programs = judge.specialised(type).filter((one) => one.types?.has(type) !== false);
    if (programs.length > 0) wanted.set(type, programs);
  }
  return wanted;
}

/** System calls by the type of event that they make. */
const calls: ReadonlyMap<string, readonly string[]> = Map.groupBy(
  new Set([...systemCallNumbers('x64').keys(), ...systemCallNumbers('arm64').keys()]),
  eventTypeOfCall,
);

function callsOf(wanted: ReadonlyMap<string, unknown>): readonly string[] {
  return [...wanted.keys()]
    .filter((type) => !given.has(type))
    .flatMap((type) => calls.get(type) ?? [])
    .sort();
}

function opensOf(
  judge: SourceJudge,
  wanted: ReadonlyMap<string, readonly Program[]>,
): KernelInterest['opens'] {
  const opens = [...wanted]
    .filter(([type]) => openTypes.has(type))
    .flatMap(([, programs]) => programs);
  const writes = opens.some(
    ({ node }) => holdsWith(judge, node, false) || holdsWith(judge, node, true),
  );
  const reads = [...wanted]
    .filter(([type]) => openTypes.has(type) && type !== byHandle)
    .flatMap(([, programs]) => programs)
    .map(({ node }) => fold(judge.table, node, byName))
    .filter((node) => node !== judge.table.never);
  const isAlwaysTold = opens.length > reads.length;
  return { writes: writes || wanted.has('creat'), ...readsOf(reads, isAlwaysTold) };
}

/** Opens for reading that are told by their names: those without one, and those by the 32-bit entry, are told anyway. */
function byName(leaf: Leaf): boolean | undefined {
  return plainField(leaf) === 'evt.compat' ? answer(leaf, false) : namedReads(leaf);
}
const namedReads = withAccess(true, false);
const byHandle = 'open_by_handle_at';

/** Whether a condition can hold for an open for writing. */
function holdsWith(judge: SourceJudge, node: Node, read: boolean): boolean {
  return fold(judge.table, node, withAccess(read, true)) !== judge.table.never;
}

function readsOf(
  nodes: readonly Node[],
  isAlwaysTold: boolean,
): Omit<KernelInterest['opens'], 'writes'> {
  const choices = nodes.map((node) => openChoice(node));
  const known = choices.filter((choice) => choice !== undefined);
  if (known.length < choices.length) return { reads: 'all', prefixes: [] };
  const { prefixes, names, programs } = unitedChoice(known);
  if (prefixes.length + names.length + programs.length === 0)
    return { reads: isAlwaysTold ? 'listed' : 'none', prefixes: [] };
  const shortest = [...prefixes]
    .sort()
    .filter((prefix, at, all) => !all.slice(0, at).some((before) => prefix.startsWith(before)));
  const isAll =
    shortest.length + names.length + programs.length > mostListed ||
    shortest.some((prefix) => prefix.length <= 1);
  if (isAll) return { reads: 'all', prefixes: [] };
  return {
    reads: 'listed',
    prefixes: shortest,
    ...(names.length > 0 && { names }),
    ...(programs.length > 0 && { programs }),
  };
}

/** Which calls are wanted when they fail; types that are no call of their own fail with any. */
function failuresOf(
  judge: SourceJudge,
  wanted: ReadonlyMap<string, readonly Program[]>,
): Pick<KernelInterest, 'failures' | 'failing'> {
  const types = [...wanted]
    .filter(([type, programs]) => programs.some((program) => wantsFailures(judge, type, program)))
    .map(([type]) => type);
  if (types.length === 0) return { failures: false };
  if (types.some((type) => !calls.has(type))) return { failures: true };
  return { failures: true, failing: types.flatMap((type) => calls.get(type) ?? []).sort() };
}

function wantsFailures(judge: SourceJudge, type: string, { node }: Program): boolean {
  return (
    some(node, mentionsResult) && fold(judge.table, node, afterFailure(type)) !== judge.table.never
  );
}

function asksNames(node: Node): boolean {
  return some(node, ({ check }) => {
    const name = check.operand.kind === 'field' ? check.operand.name : '';
    return name.endsWith('ip.name') || name === 'fd.remote_names';
  });
}

/** Whether any check of a condition is such. */
function some(node: Node, test: (leaf: Leaf) => boolean): boolean {
  const open: Node[] = [node];
  const seen = new Set<number>();
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (seen.has(each.id)) continue;
    seen.add(each.id);
    if (each.kind === 'leaf' && test(each)) return true;
    if (each.kind === 'not') open.push(each.item);
    if (each.kind === 'and' || each.kind === 'or') open.push(...each.items);
  }
  return false;
}
