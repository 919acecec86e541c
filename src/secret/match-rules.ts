import type { Span } from './expression.ts';
import { holdsRun } from './pattern/run.ts';
import type { ReadyRule, RuleSet, Trigger } from './rule-set.ts';

/** A text that a rule takes for a secret, not yet judged. Offsets are those of the bytes that were given. */
export interface RawMatch extends Span {
  readonly rule: ReadyRule;
  /** The whole match with its context. */
  readonly context: Span;
}

/** A place that calls for a scanner of its own. */
export interface TriggerHit {
  readonly trigger: Trigger;
  readonly start: number;
  readonly end: number;
}

/** Everything that one pass over some bytes brought up. */
export interface PassResult {
  readonly matches: readonly RawMatch[];
  readonly triggers: readonly TriggerHit[];
}

const largestWindow = 4096;
const mostPerWindow = 500;

interface Window {
  readonly rule: ReadyRule;
  start: number;
  end: number;
}

/**
 * One pass of the automaton over `bytes` and the expressions round its hits. Hits whose end lies in (`from`, `to`] count; the
 * bytes round that stretch are context.
 */
export class RuleMatcher {
  readonly #set: RuleSet;
  readonly #open: (Window | undefined)[];
  #bytes: Buffer = Buffer.alloc(0);
  #matches: RawMatch[] = [];
  #triggers: TriggerHit[] = [];
  #seen = new Set<string>();
  #path = '';
  /** Of the rules for some paths only: whether they work on this one. */
  #works = new Map<number, boolean>();

  constructor(set: RuleSet) {
    this.#set = set;
    this.#open = set.rules.map(() => undefined);
  }

  /** Names the text that the next passes are over. */
  begin(path: string): void {
    this.#path = path;
    this.#works = new Map();
  }

  pass(bytes: Uint8Array, from: number, to: number): PassResult {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#matches = [];
    this.#triggers = [];
    this.#seen = new Set();
    const { wakes, triggers, lengths } = this.#set;
    const touched: number[] = [];
    this.#set.automaton.scan(
      bytes,
      (pattern, end) => {
        const start = end - (lengths[pattern] as number);
        const trigger = triggers[pattern];
        if (trigger !== undefined) this.#triggers.push({ trigger, start, end });
        for (const rule of wakes[pattern] as readonly ReadyRule[]) {
          if (rule.paths !== undefined && !this.#worksHere(rule, rule.paths)) continue;
          if (rule.pinned) this.#tryPinned(rule, start);
          else if (this.#widen(rule, start, end)) touched.push(rule.number);
        }
      },
      from,
      to,
    );
    for (const number of touched) this.#close(number);
    return { matches: this.#matches, triggers: this.#triggers };
  }

  #worksHere({ number }: ReadyRule, paths: readonly RegExp[]): boolean {
    const known = this.#works.get(number);
    if (known !== undefined) return known;
    const works = paths.some((glob) => glob.test(this.#path));
    this.#works.set(number, works);
    return works;
  }

  #tryPinned(rule: ReadyRule, start: number): void {
    if (!mayBegin(this.#bytes, rule, start)) return;
    const before = Math.max(0, start - 32);
    const text = this.#bytes.toString(
      'latin1',
      before,
      Math.min(this.#bytes.length, start + rule.reach),
    );
    const found = rule.expression.find(text, start - before);
    if (found !== undefined) this.#add(rule, found, before);
  }

  /** Opens a window round a hit or widens the open one. True when it was not open. */
  #widen(rule: ReadyRule, start: number, end: number): boolean {
    const from = Math.max(0, end - rule.reach);
    const to = Math.min(this.#bytes.length, start + rule.reach);
    const open = this.#open[rule.number];
    if (open !== undefined && from <= open.end && to - open.start <= largestWindow) {
      open.end = Math.max(open.end, to);
      return false;
    }
    if (open !== undefined) this.#close(rule.number);
    this.#open[rule.number] = { rule, start: from, end: to };
    return true;
  }

  #close(number: number): void {
    const window = this.#open[number];
    this.#open[number] = undefined;
    if (window === undefined) return;
    const { rule, start, end } = window;
    if (rule.run !== undefined && !holdsRun(this.#bytes, start, end, rule.run)) return;
    const text = this.#bytes.toString('latin1', start, end);
    let at = 0;
    for (let count = 0; count < mostPerWindow; count += 1) {
      const found = rule.expression.find(text, at);
      if (found === undefined) return;
      const cut = isCut(found, text.length, start > 0, end < this.#bytes.length);
      if (!cut) this.#add(rule, found, start);
      at = cut ? found.start + 1 : Math.max(found.end, found.start + 1);
    }
  }

  #add(rule: ReadyRule, found: Span & { readonly secrets: readonly Span[] }, offset: number): void {
    for (const { start, end } of found.secrets) {
      const key = `${rule.number}:${offset + start}`;
      if (end <= start || this.#seen.has(key)) continue;
      this.#seen.add(key);
      const context = { start: offset + found.start, end: offset + found.end };
      this.#matches.push({ rule, start: offset + start, end: offset + end, context });
    }
  }
}

/** At the edge of a window the expression sees a border that the text does not have. */
function isCut(found: Span, length: number, before: boolean, after: boolean): boolean {
  return (found.start === 0 && before) || (found.end === length && after);
}

/** Whether the bytes round the start of a pinned match are of the sets that it needs. */
function mayBegin(bytes: Buffer, { head, before }: ReadyRule, start: number): boolean {
  if (before !== undefined && start > 0 && before[bytes[start - 1] as number] === 0) return false;
  for (let at = 0; at < head.length; at += 1)
    if ((head[at] as Uint8Array)[bytes[start + at] ?? 0] !== 1) return false;
  return true;
}
