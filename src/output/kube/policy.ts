import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { Location } from '#model/location.ts';
import type {
  PolicyLint,
  PolicyName,
  PolicyOutcome,
  PolicyResult,
  PolicyTestResult,
} from '#model/policy-result.ts';
import { clean } from '../clean.ts';
import { type Canvas, indented, type Line, type Style, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';

const outcomeStyles: Readonly<Record<PolicyOutcome, Style>> = {
  pass: 'good',
  fail: 'bad',
  warn: 'warn',
  audit: 'warn',
  skip: 'dim',
  error: 'verdict-bad',
};

/** What policies say of objects. With `all` also what passed and what was passed over. */
export function renderPolicyResults(
  answer: { readonly results: readonly PolicyResult[] },
  format: AnswerFormat,
  options: RenderOptions,
  all: boolean,
): Iterable<string> {
  return renderAnswer(answer, format, options, ({ results }, canvas) =>
    resultLines(results, all, canvas),
  );
}

function* resultLines(
  results: readonly PolicyResult[],
  all: boolean,
  canvas: Canvas,
): Generator<Line> {
  const shown = all
    ? results
    : results.filter(({ outcome, mutation }) => !/^(?:pass|skip)$/.test(outcome) || mutation);
  for (const [name, list] of Map.groupBy(shown, (one) => objectWord(one))) {
    const place = list[0]?.objectLocation;
    yield [span(name, 'bold'), span(place === undefined ? '' : `  ${placeWord(place)}`, 'dim')];
    for (const result of list) yield* resultBlock(result, canvas);
    yield [];
  }
  const counts = Map.groupBy(results, ({ outcome }) => outcome);
  const said = [...counts].map(([outcome, list]) => `${list.length} ${outcome}`);
  yield [span(said.length === 0 ? 'no policy fits any object' : said.join(', '), 'bold')];
}

function* resultBlock(result: PolicyResult, canvas: Canvas): Generator<Line> {
  const { outcome, policy, message, failures, mutation, exceptions = [] } = result;
  yield [
    span(`  ${outcome.padEnd(6)}`, outcomeStyles[outcome]),
    span(policyWord(policy)),
    span(`  ${placeWord(result.location)}`, 'dim'),
  ];
  if (message !== undefined) yield* indented(clean(message, 2000), 8, canvas);
  for (const name of exceptions) yield* indented(`exception ${clean(name, 200)}`, 8, canvas, 'dim');
  for (const { expression, error, values, location } of failures.slice(0, 5)) {
    yield* indented(`${clean(expression, 600)}  (${placeWord(location)})`, 8, canvas, 'accent');
    if (error !== undefined) yield* indented(clean(error, 600), 10, canvas, 'warn');
    for (const { name, value } of values.slice(0, 8))
      yield* indented(`${clean(name, 100)} = ${clean(value, 200)}`, 10, canvas, 'dim');
  }
  for (const { op, path, value } of mutation?.patch.slice(0, 20) ?? [])
    yield* indented(
      `${op} ${clean(path, 200)}${value === undefined ? '' : ` ${clean(JSON.stringify(value), 200)}`}`,
      8,
      canvas,
    );
}

/** What came of tests of policies. */
export function renderPolicyTests(
  answer: { readonly results: readonly PolicyTestResult[] },
  format: AnswerFormat,
  options: RenderOptions,
  all: boolean,
): Iterable<string> {
  return renderAnswer(answer, format, options, ({ results }, canvas) =>
    testLines(results, all, canvas),
  );
}

function* testLines(
  results: readonly PolicyTestResult[],
  all: boolean,
  canvas: Canvas,
): Generator<Line> {
  for (const [test, list] of Map.groupBy(results, (one) => one.test)) {
    const failed = list.filter(({ success }) => !success);
    if (!all && failed.length === 0) continue;
    yield [span(clean(test, 200), 'bold')];
    for (const one of all ? list : failed) {
      yield [
        span(one.success ? '  ok    ' : '  FAIL  ', one.success ? 'good' : 'bad'),
        span(clean([one.policy, one.rule].filter(Boolean).join('/'), 200)),
        span(`  ${clean(one.object, 200)}`, 'dim'),
      ];
      if (one.success) continue;
      yield* indented(
        `expected ${one.expected}, came ${one.actual}  (${placeWord(one.location)})`,
        8,
        canvas,
      );
      if (one.detail !== undefined) yield* indented(clean(one.detail, 1000), 8, canvas, 'dim');
    }
  }
  const failed = results.filter(({ success }) => !success).length;
  yield [
    span(
      failed === 0
        ? `${plural(results.length, 'test')} passed`
        : `${failed} of ${plural(results.length, 'test')} failed`,
      failed === 0 ? 'good' : 'bad',
    ),
  ];
}

/** What is questionable about policies themselves. */
export function renderPolicyLint(
  answer: { readonly remarks: readonly PolicyLint[] },
  format: AnswerFormat,
  options: RenderOptions,
): Iterable<string> {
  return renderAnswer(answer, format, options, lintLines);
}

const lintStyles = { error: 'bad', warning: 'warn', info: 'dim' } as const;

function* lintLines(
  { remarks }: { readonly remarks: readonly PolicyLint[] },
  canvas: Canvas,
): Generator<Line> {
  for (const { code, severity, policy, message, location } of remarks) {
    yield [
      span(`${severity.padEnd(8)}`, lintStyles[severity]),
      span(policyWord(policy)),
      span(`  ${placeWord(location)}  ${code}`, 'dim'),
    ];
    yield* indented(clean(message, 1000), 8, canvas);
  }
  yield [span(plural(remarks.length, 'remark'), remarks.length === 0 ? 'good' : 'bold')];
}

function policyWord({ kind, name, namespace, rule, binding }: PolicyName): string {
  const full = namespace === undefined ? name : `${namespace}/${name}`;
  const part = rule === undefined ? '' : `, rule ${rule}`;
  return clean(`${kind} ${full}${part}${binding === undefined ? '' : ` (${binding})`}`, 300);
}

function objectWord({ object: { kind, namespace, name }, operation }: PolicyResult): string {
  const full = namespace === undefined ? name : `${namespace}/${name}`;
  return clean(`${kind} ${full}${operation === 'CREATE' ? '' : ` (${operation})`}`, 300);
}

function placeWord({ path, line }: Location): string {
  return clean(line === undefined ? path : `${path}:${line}`, 300);
}
