import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import type { Gap, GapReason } from '#model/observation.ts';
import type { Candidate } from './candidate.ts';
import { type ContainerKind, containerKindOf, openContainer } from './container/open.ts';
import { type ByteSource, type Part, sourceOf, type UnpackLimits } from './container/source.ts';
import { gluedValues, isSqlite } from './container/sqlite.ts';
import { textKindOf } from './generic/text-kind.ts';
import { keyFileCandidate } from './keystore/key-file.ts';
import type { TextScanner } from './unit.ts';

/** What was found in one text of a file: the file itself, or something packed in it. */
export interface UnitResult {
  readonly path: string;
  readonly source: ByteSource;
  readonly candidates: readonly Candidate[];
}

const chunkBytes = 512 * 1024;
/** Context round a chunk: the longest PEM block behind it, the longest window before it. */
const lookAhead = 20_480;
const lookBack = 8192;
const mostCandidates = 5000;
const deepestContainer = 4;
const mostEntries = 200_000;
const largestPart = 64 << 20;
const mostUnpacked = 2 * 2 ** 30;
const freeBytes = 64 << 20;
const mostRatio = 200;
const mostGaps = 20;

/** Scans one file and what is packed in it: by chunks, so that memory does not depend on its size. */
export class FileScan {
  readonly gaps: Gap[] = [];
  readonly #text: TextScanner;
  readonly #scope: Scope;
  readonly #deadline: number;
  readonly #limits: UnpackLimits;
  #candidates = 0;

  constructor(text: TextScanner, scope: Scope, size: number, timeMs: number) {
    this.#text = text;
    this.#scope = scope;
    this.#deadline = scope.clock().getTime() + timeMs;
    let unpacked = 0;
    const most = Math.min(mostUnpacked, Math.max(freeBytes, size * mostRatio));
    this.#limits = {
      maxEntries: Math.min(mostEntries, scope.limits.maxEntries),
      maxPartBytes: largestPart,
      spend: (bytes) => {
        unpacked += bytes;
        if (unpacked > most) throw new CaissonError('limit.ratio', 'the file unpacks to too much');
      },
    };
  }

  /** The results of every text in the source, each valid until the next is asked for. */
  *scan(
    source: ByteSource,
    path: string,
    decoders: readonly string[] = [],
    depth = 0,
  ): Iterable<UnitResult> {
    const head = source.read(0, 512);
    const kind = containerKindOf(head);
    if (kind === undefined) {
      const prefixed = mayHoldZip(head);
      yield this.#scanText(source, path, decoders);
      if (isSqlite(head))
        yield this.#scanText(sourceOf(gluedValues(source)), path, [...decoders, 'sqlite']);
      if (prefixed && endsAsZip(source))
        yield* this.#unpack('zip', source, { path, decoders, depth });
      return;
    }
    yield* this.#unpack(kind, source, { path, decoders, depth });
  }

  *#unpack(kind: ContainerKind, source: ByteSource, place: Place): Iterable<UnitResult> {
    const { path, decoders, depth } = place;
    if (depth >= deepestContainer) {
      this.#gap(path, 'too-large', `packed more than ${deepestContainer} times`);
      return;
    }
    try {
      const parts = openContainer(kind, source, this.#limits, ({ name, why }) =>
        this.#gap(`${path}!/${clean(name)}`, 'unsupported', `not searched for secrets: ${why}`),
      );
      for (const part of parts) yield* this.#scanPart(part, place);
    } catch (error) {
      if (!(error instanceof CaissonError)) throw error;
      if (error.code.startsWith('limit.')) this.#gap(path, 'too-large', error.message);
      else if (error.code === 'input.unsupported') this.#gap(path, 'unsupported', error.message);
      // Only looks like a container, or is damaged: its bytes are searched as they are.
      if (!error.code.startsWith('limit.')) yield this.#scanText(source, path, decoders);
    }
  }

  *#scanPart(part: Part, { path, decoders, depth }: Place): Iterable<UnitResult> {
    const inner = part.name === undefined ? path : `${path}!/${clean(part.name)}`;
    const unpackers = part.decoder === undefined ? decoders : [...decoders, part.decoder];
    if (this.#isLate()) throw new CaissonError('limit.size', 'no time was left to unpack the rest');
    yield* this.scan(part.source, inner, unpackers, depth + 1);
  }

  #scanText(source: ByteSource, path: string, decoders: readonly string[]): UnitResult {
    const candidates: Candidate[] = [];
    this.#text.begin(
      { path, kind: textKindOf(path), now: this.#scope.clock(), decoders },
      source.size,
    );
    for (let offset = 0; offset < source.size; offset += chunkBytes) {
      const stop = this.#stopReason();
      if (stop !== undefined) {
        this.#gap(path, stop, `searched for secrets up to byte ${offset} of ${source.size}`);
        break;
      }
      const found = this.#scanChunk(source, offset);
      candidates.push(...found);
      this.#candidates += found.length;
    }
    const file = keyFileCandidate(path, source);
    const isKnown = file?.severity === 'low' && candidates.length > 0;
    if (file !== undefined && !isKnown) candidates.push(file);
    return { path, source, candidates };
  }

  #scanChunk(source: ByteSource, offset: number): readonly Candidate[] {
    const before = Math.min(offset, lookBack);
    const raw = source.read(offset - before, before + chunkBytes + lookAhead);
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
    const to = Math.min(bytes.length, before + chunkBytes);
    return this.#text.scan(bytes, before, to, offset - before);
  }

  #stopReason(): GapReason | undefined {
    checkpoint(this.#scope.signal);
    if (this.#isLate()) return 'timed-out';
    return this.#candidates > mostCandidates ? 'too-large' : undefined;
  }

  #isLate(): boolean {
    return this.#scope.clock().getTime() > this.#deadline;
  }

  #gap(path: string, reason: GapReason, detail: string): void {
    if (this.gaps.length < mostGaps)
      this.gaps.push({ type: 'gap', location: { path }, reason, detail });
  }
}

interface Place {
  readonly path: string;
  readonly decoders: readonly string[];
  readonly depth: number;
}

/** Scripts and programs may carry an archive behind them. */
function mayHoldZip(head: Uint8Array): boolean {
  const [a, b, c] = head;
  return (
    (a === 0x23 && b === 0x21) ||
    (a === 0x4d && b === 0x5a) ||
    (a === 0x7f && b === 0x45 && c === 0x4c)
  );
}

function endsAsZip(source: ByteSource): boolean {
  const tail = Buffer.from(source.read(Math.max(0, source.size - 22), 22));
  return tail.length === 22 && tail.readUInt32LE(0) === 0x06054b50;
}

function clean(name: string): string {
  return name.replace(/^(?:\.?\/)+/, '').slice(0, 1024);
}
