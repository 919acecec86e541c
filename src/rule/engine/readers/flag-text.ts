import { type Flag, flagsOf } from './event-parameters.ts';

const accessMode = 3;
const accessNames = ['O_RDONLY', 'O_WRONLY', 'O_RDWR', 'O_RDWR'] as const;
const opening: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'open_by_handle_at']);

/** Texts are remembered by number: a workload uses few. */
const remembered = 1024;

/** `O_TRUNC|O_CREAT|O_WRONLY` and its like; empty when no name fits. Numbers are those of Linux. */
export function makeFlagText(
  type: string,
  flags: readonly Flag[],
  isExact: boolean,
): (value: number) => string {
  const known = new Map<number, string>();
  const isOpen = opening.has(type) && flags === flagsOf('fileFlags');
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = isExact ? exactText(value, flags) : bitsText(value, flags, isOpen);
    if (known.size >= remembered) known.clear();
    known.set(value, text);
    return text;
  };
}

/** 64 bits of a number as the kernel has them; 0 for what is none. */
export function bitsOf(value: number): bigint {
  return Number.isFinite(value) ? BigInt.asUintN(64, BigInt(Math.trunc(value))) : 0n;
}

/** Several names may stand for one number: `AF_LOCAL|AF_UNIX`. */
function exactText(value: number, flags: readonly Flag[]): string {
  return named(flags.filter((flag) => flag.value === value));
}

function bitsText(value: number, flags: readonly Flag[], isOpen: boolean): string {
  const all = bitsOf(value);
  if (isOpen) return openText(all, flags);
  if (all === 0n) return named(flags.filter((flag) => flag.value === 0).slice(0, 1));
  return named(taken(all, flags));
}

/** The access mode is no bit: 0 reads, 1 writes, 2 does both. It stands where its names stand. */
function openText(all: bigint, flags: readonly Flag[]): string {
  const access = accessNames[Number(all) & accessMode] ?? 'O_RDONLY';
  const bits = all & ~BigInt(accessMode);
  const names = new Set(taken(bits, flags).map((flag) => flag.name));
  return flags
    .map((flag) => flag.name)
    .filter((name) => name === access || names.has(name))
    .join('|');
}

/** Larger flags hold smaller ones (`O_SYNC` holds `O_DSYNC`, `O_TMPFILE` holds `O_DIRECTORY`): they are taken first. */
function taken(all: bigint, flags: readonly Flag[]): readonly Flag[] {
  let rest = all;
  const found = new Set<Flag>();
  for (const flag of flags.toSorted((a, b) => bitCount(b.value) - bitCount(a.value))) {
    const bits = BigInt(flag.value);
    if (bits === 0n || (rest & bits) !== bits) continue;
    rest &= ~bits;
    found.add(flag);
  }
  return flags.filter((flag) => found.has(flag));
}

function bitCount(value: number): number {
  return value.toString(2).replaceAll('0', '').length;
}

function named(flags: readonly Flag[]): string {
  return flags.map((flag) => flag.name).join('|');
}
