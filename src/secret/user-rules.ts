import type { Candidate } from './candidate.ts';
import type { Span } from './expression.ts';
import { entropyOf } from './fingerprint.ts';
import { isAllowed, type Screen, spansOf, type UserRule } from './screen.ts';
import type { Judged } from './unit.ts';

/** Finds of rules of users that ask for a path only. */
export function candidatesByPath(path: string, screen: Screen | undefined): readonly Candidate[] {
  if (screen === undefined) return [];
  const name = path.replace(/^\//, '');
  return screen.rules
    .filter(({ expression, path: covers }) => expression === undefined && covers?.(name) === true)
    .map(({ facts, severity }) => fileCandidate(facts, severity))
    .filter(({ facts }) => !isAllowed(screen, { facts, path, secret: '', match: '', line: '' }));
}

function fileCandidate(facts: Candidate['facts'], severity: Candidate['severity']): Candidate {
  return {
    start: 0,
    end: 0,
    facts,
    class: facts.class,
    severity,
    secret: '',
    excerpt: '',
    specificity: 0,
    decoders: [],
    reasons: [],
  };
}

const mostMatches = 1000;

/** What rules of users find in a text; only secrets that end in (`from`, `to`]. */
export function judgeUserRules(
  bytes: Buffer,
  { from, to }: { readonly from: number; readonly to: number },
  path: string,
  rules: readonly UserRule[],
): readonly Judged[] {
  if (rules.length === 0) return [];
  const text = bytes.toString('latin1');
  const lower = rules.some(({ keywords }) => keywords.length > 0) ? text.toLowerCase() : '';
  return rules
    .filter(
      ({ keywords }) => keywords.length === 0 || keywords.some((word) => lower.includes(word)),
    )
    .filter((rule) => rule.path === undefined || rule.path(path.replace(/^\//, '')))
    .flatMap((rule) => [...judgeUserRule(bytes, text, rule)])
    .filter(({ end }) => end > from && end <= to);
}

function* judgeUserRule(bytes: Buffer, text: string, rule: UserRule): Iterable<Judged> {
  const blocks = spansOf(rule.blocks, text);
  for (const { span, match } of matchesOf(rule, text)) {
    if (blocks.some(({ start, end }) => start <= span.start && span.end <= end)) continue;
    const secret = bytes.toString('utf8', span.start, span.end);
    if (secret === '' || (rule.entropy !== undefined && entropyOf(secret) <= rule.entropy))
      continue;
    yield { ...span, facts: rule.facts, secret, verdict: {}, context: match };
  }
}

function* matchesOf(rule: UserRule, text: string): Iterable<{ span: Span; match: Span }> {
  let at = 0;
  for (let count = 0; count < mostMatches; count += 1) {
    const found = rule.expression?.find(text, at);
    if (found === undefined) return;
    const match = { start: found.start, end: found.end };
    for (const span of found.secrets) yield { span, match };
    at = Math.max(found.end, found.start + 1);
  }
}
