import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { attributesBelow } from './attributes.ts';
import type { Masker } from './masking.ts';
import { type KeptMemory, type KnownMappings, keepMemory } from './memory.ts';
import type { SnapshotOptions } from './order.ts';
import type { OverlayLayers } from './overlay.ts';
import { type FoundProcess, findProcess } from './process-facts.ts';
import { isFull, roomIn } from './room.ts';
import { type KeptUpper, keepUpper } from './upper.ts';

/** What is read while the container stands still. */
export interface StillOrder {
  readonly pids: readonly number[];
  /** Whose memory matters most; theirs goes first. */
  readonly first: readonly number[];
  readonly layers: OverlayLayers;
  readonly options: SnapshotOptions;
  readonly spool: string;
  readonly proc: string;
  readonly mask: Masker;
  /** By `performance.now()`: what is not read by then is left out, so that the container can go on. */
  readonly until: number;
}

export interface StillFacts {
  readonly processes: readonly FoundProcess[];
  readonly memory: readonly KeptMemory[];
  readonly upper?: KeptUpper;
  readonly gaps: readonly string[];
}

const maxProcesses = 20_000;
/** A path of the kernel is at most this long (PATH_MAX); deeper trees are made by going down step by step. */
const maxPathBytes = 4096;
const maxNesting = 512;
const maxUpperEntries = 200_000;

/** Metadata first, as it is small and quick; then memory; then files. */
export async function readStill(order: StillOrder, scope: Scope): Promise<StillFacts> {
  const gaps: string[] = [];
  if (order.pids.length > maxProcesses)
    gaps.push(
      `processes: ${order.pids.length - maxProcesses} of ${order.pids.length} are left out`,
    );
  const processes = order.pids.slice(0, maxProcesses).flatMap((pid) => {
    const found = findProcess(pid, order.proc, order.mask);
    return found === undefined ? [] : [found];
  });
  // Another program reads these meanwhile.
  const attributes = order.options.upper ? tryAttributes(order.layers.upper) : undefined;
  const memory = order.options.memory ? await allMemory(order, processes, gaps) : [];
  scope.signal.throwIfAborted();
  const upper = order.options.upper ? await tryUpper(order, memory, attributes, gaps) : undefined;
  return { processes, memory, gaps, ...(upper !== undefined && { upper }) };
}

async function allMemory(
  order: StillOrder,
  processes: readonly FoundProcess[],
  gaps: string[],
): Promise<readonly KeptMemory[]> {
  const { options, spool, proc } = order;
  // Half: the bundle is written beside the copy.
  const room = Math.floor(Math.floor(roomIn(spool) / 2));
  const budget = {
    bytes: Math.min(options.maxMemoryBytes, options.maxBundleBytes, room),
    isSpent: () => isLate(order),
  };
  if (room < options.maxMemoryBytes) gaps.push('memory: little room is left on the disk');
  const known: KnownMappings = new Map();
  const kept: KeptMemory[] = [];
  mkdirSync(join(spool, 'mem'), { mode: 0o700 });
  for (const { pid } of byImportance(processes, order.first)) {
    if (budget.bytes <= 0 || isLate(order)) {
      gaps.push(`memory of ${pid}: beyond the bounds`);
      continue;
    }
    const one = await tryMemory(pid, join(spool, 'mem', `${pid}.bin`), budget, {
      proc,
      known,
      gaps,
    });
    if (one !== undefined) kept.push(one);
  }
  return kept;
}

async function tryMemory(
  pid: number,
  file: string,
  budget: Parameters<typeof keepMemory>[2],
  {
    gaps,
    ...at
  }: { readonly proc: string; readonly known: KnownMappings; readonly gaps: string[] },
): Promise<KeptMemory | undefined> {
  try {
    const one = await keepMemory(pid, file, budget, at);
    gaps.push(...one.gaps);
    return one;
  } catch (error) {
    gaps.push(`memory of ${pid}: ${error instanceof Error ? error.message : 'unreadable'}`);
    if (isFull(error)) budget.bytes = 0;
    return undefined;
  }
}

/** The suspicious tree, then the others. */
function byImportance(
  processes: readonly FoundProcess[],
  first: readonly number[],
): readonly FoundProcess[] {
  const wanted = new Set(first);
  for (let grew = true; grew; ) {
    const before = wanted.size;
    for (const { pid, parent } of processes) if (wanted.has(parent)) wanted.add(pid);
    grew = wanted.size > before;
  }
  const [suspicious, others] = [true, false].map((isWanted) =>
    processes.filter(({ pid }) => wanted.has(pid) === isWanted),
  );
  return [...(suspicious ?? []), ...(others ?? [])];
}

function tryAttributes(upper: string | undefined): ReturnType<typeof attributesBelow> | undefined {
  return upper === undefined ? undefined : attributesBelow(upper);
}

async function tryUpper(
  order: StillOrder,
  memory: readonly KeptMemory[],
  reading: ReturnType<typeof attributesBelow> | undefined,
  gaps: string[],
): Promise<KeptUpper | undefined> {
  const { layers, options, spool } = order;
  const attributes = await reading;
  if (layers.upper === undefined || !isDirectory(layers.upper)) {
    gaps.push('upper layer: nobody knows where it is');
    return undefined;
  }
  if (attributes === undefined) gaps.push('upper layer: extended attributes could not be read');
  const taken = memory.reduce((sum, { bytes }) => sum + bytes, 0);
  const maxBytes = Math.min(options.maxBundleBytes - taken, Math.floor(roomIn(spool) / 2));
  try {
    const kept = keepUpper({
      upper: layers.upper,
      lower: layers.lower,
      file: join(spool, 'upper.tar'),
      maxBytes: Math.max(0, maxBytes),
      limits: {
        maxEntries: maxUpperEntries,
        maxDepth: maxNesting,
        maxPathBytes,
        isSpent: () => isLate(order),
      },
      ...(attributes !== undefined && { attributes }),
    });
    gaps.push(...kept.gaps);
    return kept;
  } catch (error) {
    gaps.push(`upper layer: ${error instanceof Error ? error.message : 'unreadable'}`);
    return undefined;
  }
}

function isLate({ until }: StillOrder): boolean {
  return performance.now() > until;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
