import { textOfBytes } from '#kit/byte-string.ts';
import { newUlid } from '#kit/ulid.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { IngestLine } from '#wire/ingest.ts';

type EventLine = Extract<IngestLine, { type: 'event' }>;

/** Repeats of one thing within a window beyond these are counted, not told one by one. */
const keptRepeats = 3;
const windowMs = 60_000;
const maxKeys = 50_000;

const wanted = new Set([
  'execve',
  'execveat',
  'connect',
  'accept',
  'accept4',
  'listen',
  'ptrace',
  'bpf',
  'setns',
  'unshare',
  'mount',
  'init_module',
  'finit_module',
  'memfd_create',
  'unlink',
  'unlinkat',
  'rename',
  'renameat',
  'renameat2',
  'chmod',
  'fchmod',
  'fchmodat',
  'dns',
]);

/** Chooses which events are worth keeping and folds repeats: nothing is dropped without being counted. */
export class EventFold {
  readonly #repeats = new Map<string, { readonly line: EventLine; count: number }>();
  #until = 0;

  /** The lines that an event makes: itself, none, or the counts of a window that is over. */
  fold(event: RuntimeEvent): readonly EventLine[] {
    if (!isWanted(event)) return [];
    const line = lineOf(event);
    const over = line.time >= this.#until ? this.drain(line.time) : [];
    const key = keyOf(line);
    const known = this.#repeats.get(key);
    if (known !== undefined) {
      known.count += 1;
      return known.count <= keptRepeats ? [...over, line] : over;
    }
    if (this.#repeats.size < maxKeys) this.#repeats.set(key, { line, count: 1 });
    return [...over, line];
  }

  /** Counts of what was folded; the next window begins. */
  drain(now: number): readonly EventLine[] {
    const over = [...this.#repeats.values()].filter(({ count }) => count > keptRepeats);
    this.#repeats.clear();
    this.#until = now + windowMs;
    return over.map(({ line, count }) => ({
      ...line,
      id: newUlid(now),
      time: now,
      kind: `${line.kind}*`,
      arguments: `${count - keptRepeats} more times within a minute: ${line.arguments ?? ''}`.slice(
        0,
        8192,
      ),
    }));
  }
}

function isWanted(event: RuntimeEvent): boolean {
  const { type, result = 0 } = event;
  if (wanted.has(type)) return result >= 0 || type === 'connect';
  return result >= 0 && isWrite(event);
}

/** A file that is opened to be written: access modes as the kernel has them (open(2)). */
function isWrite({ type, fd, args }: RuntimeEvent): boolean {
  if (!type.startsWith('open') && type !== 'creat') return false;
  const flags = args['flags'];
  const writes = type === 'creat' || (typeof flags === 'number' && (flags & 3) !== 0);
  return writes && fd?.kind === 'file' && !/^\/(?:dev|proc|sys|run)\//u.test(fd.name);
}

function lineOf(event: RuntimeEvent): EventLine {
  const { process, type, seconds, nanoseconds } = event;
  const time = seconds * 1000 + Math.floor(nanoseconds / 1e6);
  const { container, parent } = process;
  return {
    type: 'event',
    id: newUlid(time),
    time,
    kind: type,
    pid: process.pid,
    process: short(process.name, 200),
    uid: process.uid,
    ...(process.exePath !== '' && { exe: short(process.exePath, 4096) }),
    ...objectOf(event),
    ...(container !== undefined && { container: container.id }),
    ...(parent !== undefined && { parent: short(parent.name, 200) }),
  };
}

/** What it was done to. */
function objectOf({ type, process, fd, args }: RuntimeEvent): Partial<EventLine> {
  if (type.startsWith('execve'))
    return { arguments: short([process.exe, ...process.args].join(' '), 4096) };
  if (fd?.socket !== undefined) return { peer: short(fd.name, 300) };
  const path = fd?.kind === 'file' ? fd.name : args['path'];
  return typeof path === 'string' ? { path: short(path, 4096) } : {};
}

function short(bytes: string, most: number): string {
  return textOfBytes(bytes.slice(0, most));
}

function keyOf(line: EventLine): string {
  return `${line.container ?? ''}\n${line.kind}\n${line.exe ?? ''}\n${line.arguments ?? ''}\n${line.path ?? ''}\n${line.peer ?? ''}`;
}
