import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Priority } from '#model/detection.ts';
import { clean, cleanProse } from '../clean.ts';
import { type AnswerFormat, renderAnswer } from '../kube/answer.ts';
import { cell, gridLines } from '../kube/grid.ts';
import { type Canvas, heading, indented, type Line, span } from '../table/line.ts';
import { priorityStyles, priorityWords } from './words.ts';

/** What is wrong in a rule file. Lines and columns count from 1. */
export interface ShownDiagnostic {
  readonly level: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly snippet?: string;
  readonly item?: string;
  readonly suggestion?: string;
}

/** A rule as lists show it. */
export interface ShownRule {
  readonly name: string;
  readonly id?: string;
  readonly source: string;
  readonly priority: Priority;
  readonly enabled: boolean;
  readonly description: string;
  readonly condition: string;
  readonly output: string;
  readonly tags: readonly string[];
  readonly file: string;
  readonly line: number;
  /** Event types that can make it true; empty: any. */
  readonly eventTypes: readonly string[];
  readonly explanation?: string;
  readonly falsePositives?: string;
  /** What to do first when it fires. */
  readonly firstResponse?: string;
}

/** The result of `rule check`. */
export function renderDiagnostics(
  answer: { readonly diagnostics: readonly ShownDiagnostic[]; readonly rules: number },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ diagnostics, rules }, canvas) {
    for (const one of diagnostics) yield* diagnosticLines(one, canvas);
    const errors = diagnostics.filter(({ level }) => level === 'error').length;
    const rest = diagnostics.length - errors;
    yield [
      span(errors > 0 ? ' errors ' : ' ok ', errors > 0 ? 'verdict-bad' : 'verdict-good'),
      span(` ${plural(rules, 'rule')}, ${plural(errors, 'error')}, ${plural(rest, 'warning')}`),
    ];
  });
}

function* diagnosticLines(one: ShownDiagnostic, canvas: Canvas): Generator<Line> {
  const { level, message, file, line, column, snippet, suggestion, code } = one;
  yield [
    span(level, level === 'error' ? 'bad' : 'warn'),
    span(`  ${clean(file, 300)}:${line}:${column}`, 'bold'),
    span(`  ${code}`, 'dim'),
  ];
  yield* indented(cleanProse(message, 1000), 2, canvas);
  // The second line points at a place in the first: neither may be wrapped.
  for (const line of snippet?.split('\n') ?? [])
    yield [span(`    ${clean(line, canvas.columns)}`, 'dim')];
  if (suggestion !== undefined) yield* indented(cleanProse(suggestion, 400), 2, canvas, 'good');
}

/** All rules, in the order in which they are asked. */
export function renderRules(
  answer: { readonly rules: readonly ShownRule[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ rules }, canvas) {
    yield* heading(plural(rules.length, 'rule'), '', canvas);
    yield [];
    yield* gridLines(
      {
        titles: ['id', 'priority', 'rule', 'ATT&CK'],
        rows: rules.map(({ id, name, priority, tags, enabled }) => [
          cell(id ?? ''),
          cell(enabled ? priorityWords[priority] : 'off', priorityStyles[priority]),
          cell(name),
          cell(tags.filter((tag) => /^T\d{4}/.test(tag)).join(' '), 'dim'),
        ]),
      },
      canvas,
    );
  });
}

/** One rule with everything that is known of it. */
export function renderRule(
  rule: ShownRule,
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(rule, format, options, function* lines(one, canvas) {
    yield* heading(one.name, one.id ?? '', canvas);
    yield [
      span(priorityWords[one.priority], priorityStyles[one.priority]),
      span(`  ${clean(one.tags.join(' '), 400)}`, 'dim'),
    ];
    yield* part('What it sees', one.description, canvas);
    yield* part('Why it matters', one.explanation, canvas);
    yield* part('When it is harmless', one.falsePositives, canvas);
    yield* part('What to do first', one.firstResponse, canvas);
    yield* part('Condition', one.condition, canvas);
    yield* part('Output', one.output, canvas);
    yield* part('Events', one.eventTypes.join(', ') || 'any', canvas);
    yield* part('Defined at', `${one.file}:${one.line}`, canvas);
  });
}

function* part(title: string, text: string | undefined, canvas: Canvas): Generator<Line> {
  if (text === undefined || text === '') return;
  yield [];
  yield [span(title, 'bold')];
  yield* indented(cleanProse(text, 8000), 2, canvas);
}

/** Cost and hits of each rule over a recording. */
export interface RuleCost {
  readonly name: string;
  readonly hits: number;
  /** Nanoseconds for one event that the rule was asked about. */
  readonly nanoseconds: number;
}

/** The result of `rule bench`. */
export function renderRuleCosts(
  answer: {
    readonly events: number;
    readonly eventsPerSecond: number;
    readonly compileMs: number;
    readonly rules: readonly RuleCost[];
  },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines(one, canvas) {
    yield* heading(
      `${one.events} events, ${Math.round(one.eventsPerSecond)} a second on one core`,
      `compiled in ${Math.round(one.compileMs)} ms`,
      canvas,
    );
    yield [];
    yield* gridLines(
      {
        titles: ['rule', 'hits', 'ns'],
        right: [1, 2],
        rows: one.rules.map(({ name, hits, nanoseconds }) => [
          cell(name),
          cell(String(hits)),
          cell(nanoseconds.toFixed(1)),
        ]),
      },
      canvas,
    );
  });
}

/** One trace through one rule. */
export interface ShownRuleTest {
  /** Path of the trace, or name of the case. */
  readonly name: string;
  readonly passed: boolean;
  /** Rules that should have fired and did not, and those that fired and should not have. */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly problem?: string;
}

/** The result of `rule test`. */
export function renderRuleTests(
  answer: { readonly results: readonly ShownRuleTest[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, function* lines({ results }, canvas) {
    for (const one of results.filter(({ passed }) => !passed)) {
      yield [span('failed', 'bad'), span(`  ${clean(one.name, 400)}`, 'bold')];
      if (one.problem !== undefined) yield* indented(cleanProse(one.problem, 800), 2, canvas);
      for (const rule of one.missing)
        yield* indented(`did not fire: ${clean(rule, 200)}`, 2, canvas, 'warn');
      for (const rule of one.unexpected)
        yield* indented(`fired: ${clean(rule, 200)}`, 2, canvas, 'warn');
    }
    const failed = results.filter(({ passed }) => !passed).length;
    const text = ` ${plural(results.length, 'test')}, ${failed} failed`;
    yield failed > 0
      ? [span(' failed ', 'verdict-bad'), span(text)]
      : [span(' passed ', 'verdict-good'), span(text)];
  });
}
