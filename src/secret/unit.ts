import { isAmidBase64 } from './amid-base64.ts';
import { genericPassword, genericSecret, privateKey } from './built-in.ts';
import type { Candidate } from './candidate.ts';
import { lowered, type RuleFacts } from './candidate.ts';
import { type Decoded, decodeBases } from './decode/base.ts';
import { decodeEscapes } from './decode/escapes.ts';
import { decodeStreams } from './decode/streams.ts';
import { decodeWide } from './decode/wide.ts';
import { excerptOf } from './excerpt.ts';
import type { Span } from './expression.ts';
import { nameEndOf, readAssignment } from './generic/assignment.ts';
import { type GenericKind, guessable, judgeAssignment, type TextKind } from './generic/judge.ts';
import { judgeMatch, specificityOf } from './judge.ts';
import { markerOf } from './marker.ts';
import { type PassResult, type RawMatch, RuleMatcher, type TriggerHit } from './match-rules.ts';
import { readPem } from './pem.ts';
import { withCertificate } from './proof/certificate.ts';
import { proveKnownSecret } from './proof/known-secrets.ts';
import { provePrivateKey } from './proof/private-key.ts';
import { silent, type Verdict } from './proof/verdict.ts';
import type { RuleSet } from './rule-set.ts';
import { isAllowed, type Screen, type Sighting, spansOf } from './screen.ts';
import { lineAround } from './text-lines.ts';
import { judgeUserRules } from './user-rules.ts';

/** What one text is called and how it is read. */
export interface UnitContext {
  readonly path: string;
  readonly kind: TextKind;
  readonly now: Date;
  /** What the whole text was unpacked from. */
  readonly decoders?: readonly string[];
}

/** A match that was judged, before its line is quoted. */
export interface Judged extends Span {
  readonly facts: RuleFacts;
  readonly secret: string;
  readonly verdict: Verdict;
  readonly context: Span;
  readonly specificity?: number;
}

const deepest = 5;
const freeBytes = 1 << 20;
const mostDecoded = 20 << 20;

/** Looks for secrets in bytes and in what is encoded in them. Keeps nothing between calls but the budget of one file. */
export class TextScanner {
  readonly #set: RuleSet;
  readonly #matchers: RuleMatcher[] = [];
  readonly #keyRule: RuleFacts;
  readonly #screen: Screen | undefined;
  /** Bytes that may still be decoded of this file. */
  #budget = 0;
  #context: UnitContext = { path: '', kind: 'program', now: new Date(0) };

  constructor(set: RuleSet, screen?: Screen) {
    this.#set = set;
    this.#screen = screen;
    const known = set.rules.find(
      ({ rule }) => rule.class === 'private-key' && rule.id === 'private-key',
    );
    this.#keyRule = known === undefined ? privateKey : { ...known.rule, own: true };
  }

  /** Begins a file of `size` bytes. */
  begin(context: UnitContext, size: number): void {
    this.#context = context;
    this.#budget = Math.min(mostDecoded, freeBytes + size);
    for (const matcher of this.#matchers) matcher.begin(context.path);
  }

  /** Whether less was decoded than there was. */
  get exhausted(): boolean {
    return this.#budget <= 0;
  }

  /** Candidates whose anchors end in (`from`, `to`] of `bytes`; their offsets are those of `bytes` plus `base`. */
  scan(bytes: Buffer, from: number, to: number, base: number): readonly Candidate[] {
    const found: Candidate[] = [];
    this.#scan(
      bytes,
      {
        from,
        to,
        decoders: [],
        place: (span) => ({ start: base + span.start, end: base + span.end }),
      },
      found,
    );
    return found;
  }

  /** The value behind `start` characters of a text as a secret of no known issuer. */
  named(kind: GenericKind, text: string, start: number): Candidate {
    const facts = kind === 'password' ? genericPassword : genericSecret;
    const bytes = Buffer.from(text);
    const span = { start: Buffer.byteLength(text.slice(0, start)), end: bytes.length };
    const excerpt = excerptOf(bytes, span, [span]);
    const { severity } = facts;
    const secret = text.slice(start);
    return {
      ...span,
      facts,
      class: facts.class,
      severity,
      secret,
      excerpt,
      specificity: 0,
      decoders: [],
      reasons: [],
    };
  }

  #scan(bytes: Buffer, level: Level, found: Candidate[]): void {
    const depth = level.decoders.length;
    const matcher = this.#matcherAt(depth);
    const result = matcher.pass(bytes, level.from, level.to);
    for (const candidate of this.#candidates(bytes, result, level)) found.push(candidate);
    if (depth >= deepest) return;
    for (const decoded of decode(bytes, level, result.triggers)) {
      if (this.#budget <= 0) return;
      this.#budget -= decoded.bytes.length;
      this.#scan(decoded.bytes, inner(level, decoded), found);
    }
  }

  #matcherAt(depth: number): RuleMatcher {
    const known = this.#matchers[depth];
    if (known !== undefined) return known;
    const matcher = new RuleMatcher(this.#set);
    matcher.begin(this.#context.path);
    this.#matchers[depth] = matcher;
    return matcher;
  }

  *#candidates(bytes: Buffer, result: PassResult, level: Level): Iterable<Candidate> {
    const judged = this.#screened(bytes, level, [...this.#judge(bytes, result)]);
    if (judged.length === 0) return;
    judged.sort((a, b) => a.start - b.start || b.end - a.end);
    const marked = result.triggers.some(({ trigger }) => trigger === 'marker');
    for (const one of judged) {
      const allowed = marked ? markerOf(bytes, one) : undefined;
      yield {
        ...level.place(one),
        ...partsOf(one),
        excerpt: excerptOf(bytes, one, judged),
        decoders: [...(this.#context.decoders ?? []), ...level.decoders],
        ...(allowed !== undefined && { allowed }),
      };
    }
  }

  /** Adds what rules of users find, and takes away what their configuration allows. */
  #screened(bytes: Buffer, level: Level, judged: readonly Judged[]): Judged[] {
    const screen = this.#screen;
    if (screen === undefined) return [...judged];
    const own = judged.filter(({ facts }) => screen.isOn(facts));
    const { path } = this.#context;
    const all = [...own, ...judgeUserRules(bytes, level, path, screen.rules)];
    if (all.length === 0) return [];
    const blocks =
      screen.blocks.length === 0 ? [] : spansOf(screen.blocks, bytes.toString('latin1'));
    return all.filter(
      (one) =>
        !blocks.some(({ start, end }) => start <= one.start && one.end <= end) &&
        !isAllowed(screen, sightingOf(bytes, one, path)),
    );
  }

  *#judge(bytes: Buffer, result: PassResult): Iterable<Judged> {
    for (const match of result.matches) {
      const judged = this.#judgeMatch(bytes, match);
      if (judged !== undefined) yield judged;
    }
    for (const hit of result.triggers) {
      const judged = hit.trigger === 'pem' ? this.#judgePem(bytes, hit) : undefined;
      if (judged !== undefined) yield judged;
    }
    yield* judgeAssignments(bytes, result.triggers, this.#context.kind);
  }

  #judgeMatch(bytes: Buffer, match: RawMatch): Judged | undefined {
    const { rule } = match.rule;
    if (rule.verify?.kind === 'private-key') return undefined;
    if (rule.class === 'provider-token' && isAmidBase64(bytes, match)) return undefined;
    const secret = bytes.toString('utf8', match.start, match.end);
    const context = bytes.toString('latin1', match.context.start, match.context.end);
    const verdict = judgeMatch(rule, secret, context, this.#context.now);
    if ('dropped' in verdict) return undefined;
    return {
      start: match.start,
      end: match.end,
      facts: { ...rule, own: true },
      secret,
      verdict,
      context: match.context,
      specificity: specificityOf(rule, secret, context),
    };
  }

  #judgePem(bytes: Buffer, hit: TriggerHit): Judged | undefined {
    const block = readPem(bytes, hit.start);
    if (block === undefined) return undefined;
    const verdict = withCertificate(provePrivateKey(block), bytes);
    const severity =
      verdict.severity ??
      (verdict.proof === undefined ? lowered(this.#keyRule.severity) : undefined);
    return {
      ...block.bodySpan,
      facts: this.#keyRule,
      secret: block.body,
      verdict: { ...verdict, ...(severity !== undefined && { severity }) },
      context: { start: block.start, end: block.end },
    };
  }
}

function partsOf({ facts, secret, verdict, specificity = 0 }: Judged) {
  const { proof, details, severity = facts.severity, reasons = [] } = verdict;
  return {
    facts,
    class: facts.class,
    severity,
    secret,
    specificity,
    reasons,
    ...(proof !== undefined && { proof }),
    ...(details !== undefined && { details }),
  };
}

/** One text inside others, and where its places lie in the outermost. */
interface Level {
  readonly from: number;
  readonly to: number;
  readonly decoders: readonly string[];
  readonly place: (span: Span) => Span;
}

function inner(level: Level, decoded: Decoded): Level {
  const { origin } = decoded;
  return {
    from: 0,
    to: decoded.bytes.length,
    decoders: [...level.decoders, decoded.decoder],
    place: (span) =>
      level.place(
        origin === undefined ? decoded : { start: origin(span.start), end: origin(span.end) },
      ),
  };
}

function* judgeAssignments(
  bytes: Buffer,
  hits: readonly TriggerHit[],
  kind: TextKind,
): Iterable<Judged> {
  let nameEnd = -1;
  for (const hit of hits) {
    if (hit.trigger !== 'assignment' || hit.end <= nameEnd) continue;
    nameEnd = nameEndOf(bytes, hit.end);
    const assignment = readAssignment(bytes, hit.start, nameEnd);
    if (assignment === undefined) continue;
    const found = judgeAssignment(assignment, kind);
    if (found === undefined) continue;
    const facts = found === 'secret' ? genericSecret : genericPassword;
    const span = assignment.valueSpan;
    const known = proveKnownSecret(assignment.value);
    const verdict = found === 'weak-password' ? guessable : (known ?? silent);
    yield { ...span, facts, secret: assignment.value, verdict, context: span };
  }
}

function* decode(bytes: Buffer, level: Level, triggers: readonly TriggerHit[]): Iterable<Decoded> {
  const span = { start: level.from, end: level.to };
  yield* decodeBases(bytes, span);
  yield* decodeEscapes(bytes, triggers);
  yield* decodeWide(bytes, span);
  yield* decodeStreams(bytes, triggers);
}

function sightingOf(bytes: Buffer, one: Judged, path: string): Sighting {
  const line = lineAround(bytes, one, 2048);
  return {
    facts: one.facts,
    path,
    secret: one.secret,
    match: bytes.toString('utf8', one.context.start, one.context.end),
    line: bytes.toString('utf8', line.start, line.end),
  };
}
