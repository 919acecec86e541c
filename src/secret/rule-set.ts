import { Automaton, type BytePattern } from '#kit/automaton.ts';
import { type Expression, ownExpression } from './expression.ts';
import { globOf } from './glob.ts';
import type { RequiredRun } from './pattern/run.ts';
import { fromHex, planRule } from './plan.ts';
import type { SecretRule } from './rule.ts';

/** A rule ready to be tried round a hit of one of its anchors. */
export interface ReadyRule {
  readonly rule: SecretRule;
  /** Position in the rule set. */
  readonly number: number;
  readonly expression: Expression;
  /** Bytes that are looked at before the end and behind the start of an anchor. */
  readonly reach: number;
  /** The match begins where the anchor does. */
  readonly pinned: boolean;
  /** The paths on which it works; absent: all. */
  readonly paths?: readonly RegExp[];
  /** Of a pinned rule: sets of the first bytes of a match, and of what may stand before it. */
  readonly head: readonly Uint8Array[];
  readonly before?: Uint8Array;
  /** Bytes that must stand in the window, tested before the expression is. */
  readonly run?: RequiredRun;
}

/** All rules behind one automaton. */
export interface RuleSet {
  readonly rules: readonly ReadyRule[];
  readonly automaton: Automaton;
  /** By number of a pattern: the rules that it wakes. */
  readonly wakes: readonly (readonly ReadyRule[])[];
  /** By number of a pattern: its length in bytes. */
  readonly lengths: readonly number[];
  /** By number of a pattern: its text where it calls a scanner of its own, which no rule's expression is. */
  readonly triggers: readonly (Trigger | undefined)[];
  /** Largest `reach`. */
  readonly reach: number;
}

/** What else the automaton looks for: texts that call for more than an expression. */
export type Trigger = 'assignment' | 'pem' | 'percent' | 'escape' | 'entity' | 'gzip' | 'marker';

const triggerTexts: readonly (readonly [Trigger, string])[] = [
  ...[
    'key',
    'secret',
    'token',
    'passw',
    'pwd',
    'credential',
    'passphrase',
    'apikey',
    'auth',
    '_pass',
    'creds',
  ].map((word) => ['assignment', word] as const),
  ['pem', '-----BEGIN '],
  ['pem', '---- BEGIN '],
  ...['%3d', '%22', '%3a', '%2f', '%2b', '%20'].map((text) => ['percent', text] as const),
  ...['\\u00', '\\x2', '\\x3', '\\"', '\\/'].map((text) => ['escape', text] as const),
  ...['&quot;', '&#', '&amp;'].map((text) => ['entity', text] as const),
  ['gzip', '\x1f\x8b\x08'],
  ...['caisson:allow', 'gitleaks:allow', 'betterleaks:allow', 'trufflehog:ignore', 'allowlist'].map(
    (text) => ['marker', text] as const,
  ),
];

/** Builds the automaton over the anchors of all rules. Throws `input.*` for an expression that the lints would refuse. */
export function buildRuleSet(rules: readonly SecretRule[]): RuleSet {
  const sets = new Map<string, Uint8Array>();
  function setOf(hex: string): Uint8Array {
    const set = sets.get(hex) ?? fromHex(hex);
    sets.set(hex, set);
    return set;
  }
  const ready = rules.map((rule, number) => readyRule(rule, number, setOf));
  const patterns: BytePattern[] = [];
  const wakes: ReadyRule[][] = [];
  const triggers: (Trigger | undefined)[] = [];
  const known = new Map<string, number>();
  function numberOf(text: string, fold: boolean): number {
    const bytes = Buffer.from(fold ? text.toLowerCase() : text, 'latin1');
    const key = `${fold ? 'f' : 'x'}${bytes.toString('latin1')}`;
    const number = known.get(key) ?? patterns.length;
    if (number < patterns.length) return number;
    known.set(key, number);
    patterns.push({ bytes, fold });
    wakes.push([]);
    triggers.push(undefined);
    return number;
  }
  for (const [trigger, text] of triggerTexts) triggers[numberOf(text, trigger !== 'pem')] = trigger;
  for (const rule of ready)
    for (const { text, fold } of rule.rule.anchors) wakes[numberOf(text, fold)]?.push(rule);
  return {
    rules: ready,
    automaton: new Automaton(patterns),
    wakes: wakes.map((list) => [...new Set(list)]),
    lengths: patterns.map(({ bytes }) => bytes.length),
    triggers,
    reach: ready.reduce((most, { reach }) => Math.max(most, reach), 0),
  };
}

function readyRule(
  rule: SecretRule,
  number: number,
  setOf: (hex: string) => Uint8Array,
): ReadyRule {
  const { reach, pinned, run, head = [], before } = rule.plan ?? planRule(rule);
  return {
    rule,
    number,
    expression: ownExpression(rule.pattern, pinned),
    reach,
    pinned,
    ...(rule.paths !== undefined && { paths: rule.paths.map(globOf) }),
    head: head.map(setOf),
    ...(before !== undefined && { before: setOf(before) }),
    ...(run !== undefined && { run: { set: setOf(run.set), length: run.length } }),
  };
}
