import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** How often the file is looked at. */
const pollMs = 200;
const chunkBytes = 256 << 10;
const lineFeed = Buffer.from('\n');

/** How a file is followed. */
export interface FollowOptions {
  /** What the file holds already is told first; otherwise only what comes. */
  readonly fromStart?: boolean;
  /** Told when the file is not there, and when it is again. */
  readonly onState?: (state: 'absent' | 'open') => void;
  /** Milliseconds between looks. */
  readonly pollMs?: number;
}

/**
 * What is written to a log, until the signal: through rotations (a new file of that name; the old one is read to its end first) and
 * truncations, also when the file comes later. A part of a line that was left behind is ended by a line feed. Throws
 * `usage.invalid-argument` for what is no plain file.
 */
export async function* followFile(
  path: string,
  options: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let isFirst = options.fromStart !== true;
  for (;;) {
    const found = await opened(path, options, signal);
    if (found === undefined) return;
    const { file, size } = found;
    try {
      yield* readOne(path, file, { ...options, from: isFirst ? size : 0 }, signal);
    } finally {
      await file.close();
    }
    if (signal.aborted) return;
    isFirst = false;
  }
}

/** Waits until the file is there; `undefined` when the signal came first. */
async function opened(
  path: string,
  { onState, pollMs: pause = pollMs }: FollowOptions,
  signal: AbortSignal,
): Promise<{ readonly file: FileHandle; readonly size: number } | undefined> {
  for (let tries = 0; !signal.aborted; tries += 1) {
    const file = await tryOpen(path);
    if (file !== undefined) {
      const { size } = await file.stat();
      onState?.('open');
      return { file, size };
    }
    if (tries === 0) onState?.('absent');
    await sleep(pause, signal);
  }
  return undefined;
}

async function tryOpen(path: string): Promise<FileHandle | undefined> {
  try {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new CaissonError('input.not-found', `cannot read ${quote(path)}`, { cause });
  }
  throw new CaissonError('usage.invalid-argument', `${quote(path)} is no plain file`);
}

/** Until another file has the name, and this one was read to its end. */
async function* readOne(
  path: string,
  file: FileHandle,
  { from, pollMs: pause = pollMs }: FollowOptions & { readonly from: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let position = from;
  let isWhole = true;
  let isLast = false;
  while (!signal.aborted) {
    const { size } = await file.stat();
    if (size < position) {
      // Truncated: what was half told has no end.
      position = 0;
      if (!isWhole) yield lineFeed;
      isWhole = true;
    }
    const chunk = await readAt(file, position);
    if (chunk.length > 0) {
      position += chunk.length;
      isWhole = chunk.at(-1) === lineFeed[0];
      yield chunk;
    } else if (isLast) {
      if (!isWhole) yield lineFeed;
      return;
    } else if (await isReplaced(path, file)) isLast = true;
    else await sleep(pause, signal);
  }
}

async function readAt(file: FileHandle, position: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(
    Buffer.allocUnsafe(chunkBytes),
    0,
    chunkBytes,
    position,
  );
  return buffer.subarray(0, bytesRead);
}

/** Whether the name means another file. While there is none, the old one may still be written to. */
async function isReplaced(path: string, file: FileHandle): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  if (now === undefined) return false;
  const own = await file.stat();
  return now.ino !== own.ino || now.dev !== own.dev;
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
