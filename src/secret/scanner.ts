import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Gap } from '#model/observation.ts';
import type { Secret } from '#model/secret.ts';
import type { Candidate } from './candidate.ts';
import { createFingerprints, type Fingerprints } from './fingerprint.ts';
import { textKindOf } from './generic/text-kind.ts';
import { type Origin, secretOf } from './report.ts';
import type { SecretRule } from './rule.ts';
import { buildRuleSet, type RuleSet } from './rule-set.ts';
import { type Placed, settle } from './settle.ts';
import { LineCounter } from './text-lines.ts';
import { TextScanner } from './unit.ts';

/** What a person or the installation decides about the search. */
export interface SecretSettings {
  /** 32 bytes that stay on this machine: the key for fingerprints of secrets that can be guessed. */
  readonly installationKey: Uint8Array;
  /** Time for one file, in milliseconds; above it the rest is a gap. 20,000 unless said. */
  readonly fileTimeMs?: number;
}

/** What was found, and what could not be looked at. */
export interface SecretResult {
  readonly secrets: readonly Secret[];
  readonly gaps: readonly Gap[];
}

/** Looks for secrets. One scanner serves any number of files, one after the other. */
export interface SecretScanner {
  /** A file of any size, read by ranges. */
  scanFile(view: FileView, scope: Scope): SecretResult;
  /** A text that is no file of its own: `path` names it in the results. */
  scanText(text: string, path: string, scope: Pick<Scope, 'clock'>): readonly Secret[];
}

/** Builds the scanner. Throws `input.*` for rules whose expressions are refused. */
export function createSecretScanner(
  rules: readonly SecretRule[],
  settings: SecretSettings,
): SecretScanner {
  return new Scanner(buildRuleSet(rules), settings);
}

const chunkBytes = 512 * 1024;
/** Context round a chunk: the longest PEM block behind it, the longest window before it. */
const lookAhead = 20_480;
const lookBack = 8192;
const mostCandidates = 5000;
const mostPerRule = 50;
const defaultFileTimeMs = 20_000;

class Scanner implements SecretScanner {
  readonly #text: TextScanner;
  readonly #fingerprints: Fingerprints;
  readonly #fileTimeMs: number;

  constructor(set: RuleSet, settings: SecretSettings) {
    this.#text = new TextScanner(set);
    this.#fingerprints = createFingerprints(settings.installationKey);
    this.#fileTimeMs = settings.fileTimeMs ?? defaultFileTimeMs;
  }

  scanFile(view: FileView, scope: Scope): SecretResult {
    const origin: Origin = {
      path: view.path,
      ...(view.layer !== undefined && { layer: view.layer }),
    };
    const { candidates, gaps } = this.#scanSource(view, scope);
    return { secrets: this.#report(view, candidates, origin), gaps };
  }

  scanText(text: string, path: string, scope: Pick<Scope, 'clock'>): readonly Secret[] {
    const bytes = Buffer.from(text);
    this.#text.begin({ path, kind: textKindOf(path), now: scope.clock() }, bytes.length);
    const candidates = this.#text.scan(bytes, 0, bytes.length, 0);
    const source = {
      size: bytes.length,
      read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
    };
    return this.#report(source, candidates, { path });
  }

  #scanSource(
    view: FileView,
    scope: Scope,
  ): { candidates: readonly Candidate[]; gaps: readonly Gap[] } {
    const start = scope.clock().getTime();
    const candidates: Candidate[] = [];
    this.#text.begin(
      { path: view.path, kind: textKindOf(view.path), now: scope.clock() },
      view.size,
    );
    for (let offset = 0; offset < view.size; offset += chunkBytes) {
      checkpoint(scope.signal);
      if (scope.clock().getTime() - start > this.#fileTimeMs)
        return {
          candidates,
          gaps: [
            gapOf(
              view.path,
              'timed-out',
              `searched for secrets up to byte ${offset} of ${view.size}`,
            ),
          ],
        };
      for (const found of this.#scanChunk(view, offset)) candidates.push(found);
      if (candidates.length > mostCandidates)
        return {
          candidates,
          gaps: [
            gapOf(
              view.path,
              'too-large',
              `more than ${mostCandidates} secrets: searched up to byte ${offset} of ${view.size}`,
            ),
          ],
        };
    }
    return { candidates, gaps: [] };
  }

  #scanChunk(view: ByteSource, offset: number): readonly Candidate[] {
    const before = Math.min(offset, lookBack);
    const raw = view.read(offset - before, before + chunkBytes + lookAhead);
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
    const to = Math.min(bytes.length, before + chunkBytes);
    return this.#text.scan(bytes, before, to, offset - before);
  }

  #report(source: ByteSource, candidates: readonly Candidate[], origin: Origin): readonly Secret[] {
    if (candidates.length === 0) return [];
    const placed = placesOf(source, candidates);
    return settle(placed, mostPerRule).map((one) => secretOf(one, origin, this.#fingerprints));
  }
}

interface ByteSource {
  readonly size: number;
  read(offset: number, length: number): Uint8Array;
}

/** Lines and columns, counted once from the start, only in files where something was found. */
function placesOf(source: ByteSource, candidates: readonly Candidate[]): readonly Placed[] {
  const offsets = [...new Set(candidates.flatMap(({ start, end }) => [start, end]))].sort(
    (a, b) => a - b,
  );
  const counter = new LineCounter();
  const places = new Map<number, { line: number; column: number }>();
  let next = 0;
  for (let base = 0; base < source.size && next < offsets.length; base += chunkBytes) {
    const bytes = source.read(base, chunkBytes);
    const end = base + bytes.length;
    for (; next < offsets.length && (offsets[next] ?? 0) <= end; next += 1)
      places.set(offsets[next] ?? 0, counter.advance(bytes, offsets[next] ?? 0, base));
    counter.advance(bytes, end, base);
  }
  const first = { line: 1, column: 1 };
  return candidates.map((candidate) => ({
    candidate,
    from: places.get(candidate.start) ?? first,
    to: places.get(candidate.end) ?? first,
  }));
}

function gapOf(path: string, reason: Gap['reason'], detail: string): Gap {
  return { type: 'gap', location: { path }, reason, detail };
}
