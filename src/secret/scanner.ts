import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Gap } from '#model/observation.ts';
import type { Secret } from '#model/secret.ts';
import type { Candidate } from './candidate.ts';
import { type ByteSource, copyOf, sourceOf } from './container/source.ts';
import { FileScan } from './file-scan.ts';
import { createFingerprints, type Fingerprints } from './fingerprint.ts';
import { judgeNamed } from './generic/named.ts';
import { textKindOf } from './generic/text-kind.ts';
import { readMyLogin } from './keystore/my-login.ts';
import { type Origin, secretOf } from './report.ts';
import type { SecretRule } from './rule.ts';
import { buildRuleSet, type RuleSet } from './rule-set.ts';
import type { Screen } from './screen.ts';
import { type Placed, settle } from './settle.ts';
import { LineCounter } from './text-lines.ts';
import { TextScanner } from './unit.ts';
import { candidatesByPath } from './user-rules.ts';

/** What a person or the installation decides about the search. */
export interface SecretSettings {
  /** 32 bytes that stay on this machine: the key for fingerprints of secrets that can be guessed. */
  readonly installationKey: Uint8Array;
  /** Time for one file, in milliseconds; above it the rest is a gap. 20,000 unless said. */
  readonly fileTimeMs?: number;
  /** Rules, allowances and baselines of users, joined. */
  readonly screen?: Screen;
  /**
   * Hears every secret in clear, once, as it is reported: for `validate.ts` only, and only when a person asked for that. Whoever
   * gives it must neither store nor print what it hears.
   */
  readonly witness?: (secret: Secret, text: string) => void;
}

/** What was found, and what could not be looked at. */
interface SecretResult {
  readonly secrets: readonly Secret[];
  readonly gaps: readonly Gap[];
}

/** Looks for secrets. One scanner serves any number of files, one after the other. */
export interface SecretScanner {
  /** A file of any size, read by ranges. */
  scanFile(view: FileView, scope: Scope): SecretResult;
  /** A text that is no file of its own: `path` names it in the results. */
  scanText(text: string, path: string, scope: Pick<Scope, 'clock'>): readonly Secret[];
  /** A setting that is in force: with a name that speaks of a password every literal value counts. */
  scanField(field: NamedText, scope: Pick<Scope, 'clock'>): readonly Secret[];
}

/** A text, what it is called in the results, and the name that it is the value of. */
interface NamedText {
  readonly path: string;
  readonly text: string;
  readonly name?: string;
}

/** Builds the scanner. Throws `input.*` for rules whose expressions are refused. */
export function createSecretScanner(
  rules: readonly SecretRule[],
  settings: SecretSettings,
): SecretScanner {
  return new Scanner(buildRuleSet(rules), settings);
}

const chunkBytes = 512 * 1024;
const mostPerRule = 50;
const defaultFileTimeMs = 20_000;

class Scanner implements SecretScanner {
  readonly #text: TextScanner;
  readonly #fingerprints: Fingerprints;
  readonly #fileTimeMs: number;
  readonly #screen: Screen | undefined;
  readonly #witness: SecretSettings['witness'];

  constructor(set: RuleSet, settings: SecretSettings) {
    this.#text = new TextScanner(set, settings.screen);
    this.#screen = settings.screen;
    this.#witness = settings.witness;
    this.#fingerprints = createFingerprints(settings.installationKey);
    this.#fileTimeMs = settings.fileTimeMs ?? defaultFileTimeMs;
  }

  scanFile(view: FileView, scope: Scope): SecretResult {
    const scan = new FileScan(this.#text, scope, view.size, this.#fileTimeMs);
    const secrets: Secret[] = [];
    const layer = view.layer === undefined ? {} : { layer: view.layer };
    for (const { path, source, candidates } of scan.scan(view, view.path)) {
      const named = candidatesByPath(path, this.#screen);
      secrets.push(...this.#report(source, [...named, ...candidates], { path, ...layer }));
    }
    if (view.path.endsWith('.mylogin.cnf')) secrets.push(...this.#myLogin(view, scope));
    return { secrets, gaps: scan.gaps };
  }

  /** The login file of MySQL hides its passwords with a key that stands in it. */
  #myLogin(view: FileView, scope: Scope): readonly Secret[] {
    const text = readMyLogin(copyOf(view, 0, Math.min(view.size, 65_536)));
    if (text === undefined) return [];
    const decoders = ['mylogin'];
    return this.scanText(text, view.path, scope).map((secret) => ({ ...secret, decoders }));
  }

  scanText(text: string, path: string, scope: Pick<Scope, 'clock'>): readonly Secret[] {
    const bytes = Buffer.from(text);
    this.#text.begin({ path, kind: textKindOf(path), now: scope.clock() }, bytes.length);
    const candidates = this.#text.scan(bytes, 0, bytes.length, 0);
    return this.#report(sourceOf(bytes), candidates, { path });
  }

  scanField({ name, text, path }: NamedText, scope: Pick<Scope, 'clock'>): readonly Secret[] {
    if (name === undefined) return this.scanText(text, path, scope);
    const written = `${name}=${text}`;
    const found = this.scanText(written, path, scope);
    const kind = judgeNamed(name, text);
    if (kind === undefined || found.length > 0) return found;
    const candidate = this.#text.named(kind, written, name.length + 1);
    return this.#report(sourceOf(Buffer.from(written)), [candidate], { path });
  }

  /** Marks what a baseline lists. */
  #accepted({ candidate, from }: Placed, secret: Secret): Secret {
    const accepted = this.#screen?.accepted ?? [];
    if (accepted.length === 0 || secret.allowed !== undefined) return secret;
    const { path } = secret.location;
    const { facts, secret: text } = candidate;
    const seen = { facts, path, secret: text, match: text, line: '', lineNumber: from.line };
    const entry = accepted.find(({ accepts }) => accepts(seen));
    return entry === undefined
      ? secret
      : { ...secret, allowed: { marker: entry.marker, line: from.line } };
  }

  #report(source: ByteSource, candidates: readonly Candidate[], origin: Origin): readonly Secret[] {
    if (candidates.length === 0) return [];
    const placed = placesOf(source, candidates);
    return settle(placed, mostPerRule).map((one) => {
      const secret = this.#accepted(one, secretOf(one, origin, this.#fingerprints));
      this.#witness?.(secret, one.candidate.secret);
      return secret;
    });
  }
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
