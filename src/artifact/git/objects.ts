import type { Readable } from 'node:stream';
import { CaissonError } from '#kit/error.ts';
import { type GitProcess, startGit } from './command.ts';
import type { Version } from './versions.ts';

/** Who takes the contents, one after the other. */
export interface ObjectListener {
  /** A content begins; false when its bytes are not wanted. */
  begin(version: Version, size: number): boolean;
  bytes(part: Buffer, at: number): void;
  end(version: Version): void;
}

/** Requests that are on their way at once: enough to keep the pipe full, few enough to fit into it. */
const requestsAhead = 256;
const maxHeaderBytes = 512;

/** Shows the contents of versions to a listener, in their order. Throws as `GitProcess.ended`. */
export async function readObjects(
  directory: string,
  versions: readonly Version[],
  listener: ObjectListener,
): Promise<void> {
  if (versions.length === 0) return;
  using git = startGit(directory, ['cat-file', '--batch']);
  const reader = new PartReader(git.output);
  for (let from = 0; from < versions.length; from += requestsAhead) {
    const some = versions.slice(from, from + requestsAhead);
    git.input.write(some.map(({ blob }) => `${blob}\n`).join(''));
    for (const version of some) await readObject(version, reader, listener);
  }
  await close(git);
}

async function close(git: GitProcess): Promise<void> {
  git.input.end();
  git.output.resume();
  await git.ended();
}

async function readObject(
  version: Version,
  reader: PartReader,
  listener: ObjectListener,
): Promise<void> {
  const header = await reader.line(maxHeaderBytes);
  if (header.endsWith(' missing')) return;
  const match = /^[0-9a-f]{40,64} blob (\d{1,15})$/.exec(header);
  if (match === null)
    throw new CaissonError('input.malformed', 'git gave an object that is no file');
  const size = Number(match[1]);
  const isWanted = listener.begin(version, size);
  for (let at = 0; at < size; ) {
    const part = await reader.take(size - at);
    if (isWanted) listener.bytes(part, at);
    at += part.length;
  }
  await reader.take(1);
  if (isWanted) listener.end(version);
}

/** Reads lines and counted bytes from a stream. */
class PartReader {
  readonly #parts: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#parts = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  }

  /** A line without its end. */
  async line(maxBytes: number): Promise<string> {
    let found = '';
    for (;;) {
      if (this.#rest.length === 0) await this.#next();
      const end = this.#rest.indexOf(10);
      found += this.#rest.toString('latin1', 0, end === -1 ? undefined : end);
      this.#rest = end === -1 ? Buffer.alloc(0) : this.#rest.subarray(end + 1);
      if (end !== -1) return found;
      if (found.length > maxBytes) throw new CaissonError('input.malformed', 'git wrote no line');
    }
  }

  /** Between one and `most` bytes. */
  async take(most: number): Promise<Buffer> {
    if (this.#rest.length === 0) await this.#next();
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  async #next(): Promise<void> {
    const next = await this.#parts.next();
    if (next.done === true)
      throw new CaissonError('input.malformed', 'git ended in the middle of a file');
    this.#rest = next.value;
  }
}
