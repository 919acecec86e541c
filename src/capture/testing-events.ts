import { tmpdir } from 'node:os';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { keptEvent } from '#event/keep.ts';
import { isCaissonError } from '#kit/error.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { type CaptureOptions, openCapture } from './capture.ts';
import { block, eventBlock, short, u32 } from './testing.ts';

/** Id of a container. */
export const id = 'a'.repeat(64);
/** A container as its cgroup names it. */
export const container: WorkloadContainer = { id, shortId: id.slice(0, 12), engine: 'docker' };
/** The first process. */
export const init = { pid: 1, parent: 0, name: 'systemd', exe: '/sbin/init' };
/** A process that does things. */
export const shell = {
  pid: 900,
  parent: 1,
  name: 'bash',
  exePath: '/bin/bash',
  args: ['-i'],
  cwd: '/home/u',
};
/** One user and one group. */
export const users = block(
  0x206,
  Buffer.concat([
    Buffer.from([0]),
    u32(0),
    u32(0),
    short('root'),
    short('/root'),
    short('/bin/sh'),
    Buffer.from([1]),
    u32(5),
    short('tty'),
  ]),
);

/** `read` of a descriptor. */
export function read(thread: number, fd = 0): Buffer {
  return eventBlock({ type: 'read', thread, args: [0, '', fd, 10] });
}

/** `openat` by the working directory; flags as captures number them. */
export function open(thread: number, fd: number, path: string, flags = 1): Buffer {
  return eventBlock({ type: 'openat', thread, args: [fd, -100, path, flags, 0] });
}

/** `clone`, told by the creator or, with the result 0, by the child; flags as captures number them. */
export function clone(thread: number, result: number, flags: number, parent = 1): Buffer {
  const isOwn = result === 0;
  const args = [
    result,
    'kid',
    '',
    thread,
    thread,
    parent,
    '/',
    0,
    0,
    0,
    0,
    0,
    0,
    'kid',
    '',
    flags,
    0,
    0,
    isOwn && flags === 64 ? 1 : thread,
    isOwn && flags === 64 ? 1 : thread,
    0,
  ];
  return eventBlock({ type: 'clone', thread, args });
}

/** The number of the oldest kind of a name. */
export function kindOf(name: 'unlink', isEnter: boolean): number {
  return { unlink: 108 }[name] + (isEnter ? 0 : 1);
}

/** Names of the process of an event and of its ancestors. */
export function names(event: RuntimeEvent | undefined): readonly string[] {
  const found: string[] = [];
  for (let process = event?.process; process !== undefined; process = process.parent)
    found.push(process.name);
  return found;
}

/** Copies of all events of a capture. */
export async function eventsOf(
  source: string | Buffer,
  options: CaptureOptions = {},
): Promise<readonly RuntimeEvent[]> {
  const events: RuntimeEvent[] = [];
  await openCapture(source, options).run(
    { event: (event) => void events.push(keptEvent(event)) },
    scope(),
  );
  return events;
}

/** `fine`, or the code of the error. */
export async function outcome(bytes: Buffer): Promise<string> {
  try {
    await eventsOf(bytes);
    return 'fine';
  } catch (error) {
    if (isCaissonError(error)) return error.code;
    throw error;
  }
}

/** A silent scope. */
export function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
