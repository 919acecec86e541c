import { lowered } from './candidate.ts';
import { entropyOf } from './fingerprint.ts';
import { randomness } from './generic/random.ts';
import { harmlessShape, isPlaceholder, isTemplate } from './generic/shape.ts';
import { proveKnownSecret } from './proof/known-secrets.ts';
import { prove } from './proof/prove.ts';
import { silent, type Verdict } from './proof/verdict.ts';
import type { SecretRule } from './rule.ts';

/** What became of a match: its proof, or why it is none. */
export type Judgement = Verdict | { readonly dropped: string };

/** Judges a match of a catalogue rule. `context` is the whole match. */
export function judgeMatch(
  rule: SecretRule,
  secret: string,
  context: string,
  now: Date,
): Judgement {
  const dropped = refusal(rule, secret) ?? digestOf(secret, context);
  if (dropped !== undefined) return { dropped };
  const famous = proveKnownSecret(secret);
  if (famous !== undefined) return famous;
  const verdict = rule.verify === undefined ? silent : prove(rule.verify, secret, context, now);
  if (verdict.refuted !== undefined) return { dropped: verdict.refuted };
  if (verdict.proof !== undefined || verdict.severity !== undefined) return verdict;
  if (isChosen(rule) && isPlaceholder(secret.replace(/[,;)\]}]+$/, '')))
    return { ...verdict, severity: 'low', reasons: ['looks like a placeholder'] };
  return doubted(rule, secret, verdict);
}

function doubted(rule: SecretRule, secret: string, verdict: Verdict): Verdict {
  const doubt = doubtOf(rule, secret);
  if (doubt === undefined) return verdict;
  return {
    ...verdict,
    severity: countsUp(secret) ? 'low' : lowered(rule.severity),
    reasons: [...(verdict.reasons ?? []), doubt],
  };
}

/** `commit: 3f2a…`: digits that name a state of something, whatever service is named before. */
function digestOf(secret: string, context: string): string | undefined {
  if (!/^[0-9a-f]{32,64}$/.test(secret)) return undefined;
  if (/\.[a-z]{1,5}["'] ?[:=]/.test(context)) return 'belongs to a file name';
  const before = context.slice(0, Math.max(0, context.lastIndexOf(secret)));
  return /(?:commit|revision|checksum|digest|sha-?\d{0,3}|md5|etag)["']?\s{0,4}[:=]{0,2}\s{0,4}["']?$/i.test(
    before,
  )
    ? 'is a digest'
    : undefined;
}

/** Passwords are chosen by people, also by those who write documentation. */
function isChosen(rule: SecretRule): boolean {
  return rule.class === 'password' || rule.class === 'connection-string';
}

function refusal(rule: SecretRule, secret: string): string | undefined {
  const lower = secret.toLowerCase();
  const word = rule.stop.find((stop) => holdsStop(secret, lower, stop));
  if (word !== undefined) return `holds the word "${word}"`;
  if (rule.class !== 'private-key' && lower.includes('example')) return 'is an example';
  if (rule.entropy !== undefined && entropyOf(secret) < rule.entropy) return 'too little entropy';
  return standInOf(rule, secret);
}

/** Words in either case; masks of one letter only where they are written alike. */
function holdsStop(secret: string, lower: string, stop: string): boolean {
  if (!/^(.)\1+$/.test(stop)) return lower.includes(stop);
  return secret.includes(stop) || secret.includes(stop.toUpperCase());
}

function standInOf(rule: SecretRule, secret: string): string | undefined {
  if (/\$\{|\{\{|\$\(|<%|#\{/.test(secret)) return 'is a template';
  if (rule.class === 'provider-token') {
    if (isRepeated(secret)) return 'repeats one character';
    return isWord(secret) ? 'is a word of a program' : undefined;
  }
  if (isTemplate(secret)) return 'is a template';
  if (rule.class === 'password' && namesAnother.test(secret)) return 'is an expression';
  return rule.class === 'generic' ? harmlessShape(secret) : undefined;
}

/** `options.smtp_password`, `self.password`: where a program has it from. */
const namesAnother =
  /^(?:[A-Za-z_]\w{0,40}\.){1,4}\w{0,40}(?:pass|pwd|secret|cred|token|auth)\w{0,40}(?:\(\))?$/i;

/** `GetBackupConfigurations`: letters as words have them. */
function isWord(secret: string): boolean {
  return /^(?=.{12,64}$)[A-Za-z]{3,}\d{0,2}[A-Za-z]*$/.test(secret) && randomness(secret) < 0.4;
}

/** `ghp_xxxxxxxxxxxx…`, `AKIA****************`: a mask, not a token. */
function isRepeated(secret: string): boolean {
  const run = /(.)\1{7,}/.exec(secret)?.[0] ?? '';
  return /x{8}|X{8}|\*{4}|\.{4}/.test(secret) || run.length * 2 > secret.length;
}

/** Real tokens do not count up. */
function doubtOf(rule: SecretRule, secret: string): string | undefined {
  if (rule.class !== 'provider-token') return undefined;
  if (/0123456789|1234567890|abcdefghij|ABCDEFGHIJ|qwertyuiop|(?:deadbeef){2}/.test(secret))
    return 'looks typed, not generated';
  if (countsUp(secret)) return 'looks typed, not generated';
  const half = secret.slice(-16);
  return half.length === 16 && new Set(half).size <= 4 ? 'looks typed, not generated' : undefined;
}

/** Most characters follow the one before in the alphabet or repeat it: `AbCdEf…`, `1234…`, `ffff…`. */
function countsUp(secret: string): boolean {
  const text = secret.slice(-32).toLowerCase();
  let steps = 0;
  for (let at = 1; at < text.length; at += 1) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    if (step === 0 || step === 1 || step === -9) steps += 1;
  }
  return text.length >= 16 && steps * 10 >= (text.length - 1) * 6;
}

/**
 * How exactly a match fits its rule: by the longest of the rule's anchors in it, those inside the secret before those that only
 * stand beside it.
 */
export function specificityOf(rule: SecretRule, secret: string, context: string): number {
  const [inside, around] = [secret.toLowerCase(), context.toLowerCase()];
  let best = 0;
  for (const { text } of rule.anchors) {
    const lower = text.toLowerCase();
    if (inside.includes(lower)) best = Math.max(best, 100 + lower.length);
    else if (around.includes(lower)) best = Math.max(best, lower.length);
  }
  return Math.min(best, 199);
}
