import { CaissonError } from '#kit/error.ts';
import { hasFoldedChoice } from './pattern/folded-choice.ts';
import { requiresAnchor } from './pattern/literal.ts';
import { costOf, extentOf } from './pattern/measure.ts';
import type { PatternNode } from './pattern/node.ts';
import { parsePattern } from './pattern/parse.ts';
import type { SecretRule } from './rule.ts';

/** Longest match of a rule, in bytes. */
const longestMatch = 4096;
/** Steps that one try of an expression may cost at one place. */
const mostSteps = 200_000;

/** What is wrong with a rule of the catalogue: texts for its author; empty when nothing is. */
export function lintRule(rule: SecretRule): readonly string[] {
  const node = tryParse(rule);
  if (typeof node === 'string') return [node];
  return [
    ...anchorProblems(rule, node),
    ...costProblems(node),
    ...(hasFoldedChoice(rule.pattern)
      ? ['has a choice inside (?i:…): write (?:(?i:a)|(?i:b))']
      : []),
    ...proseProblems(rule),
    ...rule.aliases
      .filter((alias) => !/^[a-z-]+:\S+$/.test(alias))
      .map((alias) => `alias "${alias}" is not tool:id`),
  ];
}

/** What makes an expression too costly for an engine that backtracks; empty when nothing does. */
export function costProblems(node: PatternNode): readonly string[] {
  const { min, max } = extentOf(node);
  if (max === Number.POSITIVE_INFINITY)
    return ['matches without bound: write {0,n} in place of * and +'];
  const problems: string[] = [];
  if (max > longestMatch)
    problems.push(`matches up to ${max} bytes, at most ${longestMatch} are allowed`);
  if (min === 0) problems.push('matches nothing at all');
  const cost = costOf(node);
  if (cost > mostSteps)
    problems.push(
      `may take ${Math.round(cost)} steps at one place (at most ${mostSteps}): neighbouring repetitions share characters`,
    );
  return problems;
}

function tryParse(rule: SecretRule): PatternNode | string {
  try {
    const node = parsePattern(rule.pattern);
    // What we read must be what the engine reads.
    new RegExp(rule.pattern, 'd');
    return node;
  } catch (error) {
    if (error instanceof CaissonError || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function anchorProblems(rule: SecretRule, node: PatternNode): readonly string[] {
  const problems: string[] = [];
  if (rule.anchors.length === 0) problems.push('has no anchor');
  for (const { text } of rule.anchors)
    if (Buffer.byteLength(text) < 3) problems.push(`anchor "${text}" is shorter than 3 bytes`);
  if (rule.anchors.length > 0 && !requiresAnchor(node, rule.anchors))
    problems.push(
      'has a match without any of its anchors (anchors with case: fold need (?i:…) in the pattern)',
    );
  return problems;
}

function proseProblems(rule: SecretRule): readonly string[] {
  const problems: string[] = [];
  if (rule.title.length > 80) problems.push('title is longer than 80 characters');
  if (rule.meaning.length < 20) problems.push('meaning says too little');
  if (rule.revoke.length < 10) problems.push('revoke says too little');
  if (rule.docs !== undefined && !/^https:\/\/\S+$/.test(rule.docs))
    problems.push('docs is no https address');
  return problems;
}
