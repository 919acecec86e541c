import type { RenderOptions } from '#contract/output.ts';
import { plural } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Location } from '#model/location.ts';
import type {
  PolicyFailure,
  PolicyLint,
  PolicyName,
  PolicyOutcome,
  PolicyResult,
  PolicyTestResult,
} from '#model/policy-result.ts';
import { mapText } from '#yaml/write.ts';
import { clean } from '../clean.ts';
import { type Canvas, indented, type Line, type Style, span } from '../table/line.ts';
import { type AnswerFormat, renderAnswer } from './answer.ts';
import { ledLines } from './lead.ts';

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
    const where = span(place === undefined ? '' : placeWord(place), 'dim');
    yield* ledLines(span(''), span(name, 'bold'), where, canvas);
    for (const result of list) yield* resultBlock(result, canvas);
    yield [];
  }
  const counts = Map.groupBy(results, ({ outcome }) => outcome);
  const said = [...counts].map(([outcome, list]) => `${list.length} ${outcome}`);
  yield [span(said.length === 0 ? 'no policy fits any object' : said.join(', '), 'bold')];
}

function* resultBlock(result: PolicyResult, canvas: Canvas): Generator<Line> {
  const { outcome, policy, message, failures, exceptions = [] } = result;
  const lead = span(`  ${outcome.padEnd(6)}`, outcomeStyles[outcome]);
  yield* ledLines(lead, span(policyWord(policy)), span(placeWord(result.location), 'dim'), canvas);
  if (message !== undefined) yield* indented(clean(message, 2000), 8, canvas);
  for (const name of exceptions) yield* indented(`exception ${clean(name, 200)}`, 8, canvas, 'dim');
  for (const failure of failures.slice(0, 5)) yield* failureLines(failure, canvas);
  yield* patchLines(result, canvas);
}

function* failureLines(
  { expression, error, values, location }: PolicyFailure,
  canvas: Canvas,
): Generator<Line> {
  yield* indented(`${clean(expression, 600)}  (${placeWord(location)})`, 8, canvas, 'accent');
  if (error !== undefined) yield* indented(clean(error, 600), 10, canvas, 'warn');
  for (const { name, value } of values.slice(0, 8))
    yield* indented(`${clean(name, 100)} = ${clean(value, 200)}`, 10, canvas, 'dim');
}

function* patchLines({ mutation }: PolicyResult, canvas: Canvas): Generator<Line> {
  for (const { op, path, value } of mutation?.patch.slice(0, 20) ?? []) {
    const what = value === undefined ? '' : ` ${clean(JSON.stringify(value), 200)}`;
    yield* indented(`${op} ${clean(path, 200)}${what}`, 8, canvas);
  }
}

/** Objects as mutating policies leave them, as YAML; of several policies the last result holds what all of them made. */
export function* renderMutated(results: readonly PolicyResult[]): Generator<string> {
  const last = new Map<string, PolicyResult>();
  for (const result of results)
    if (result.mutation !== undefined) last.set(objectWord(result), result);
  const style = { indent: 2, dash: 0, newline: '\n' };
  for (const { mutation } of last.values()) {
    const object = mutation?.object;
    if (typeof object === 'object' && object !== null && !Array.isArray(object))
      yield `---${mapText(object as JsonObject, 0, style)}\n`;
  }
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
  const failed = results.filter(({ success }) => !success);
  for (const [test, list] of Map.groupBy(all ? results : failed, (one) => one.test)) {
    yield* indented(clean(test, 200), 0, canvas, 'bold');
    for (const one of list) yield* testBlock(one, canvas);
  }
  const count = plural(results.length, 'test');
  yield failed.length === 0
    ? [span(`${count} passed`, 'good')]
    : [span(`${failed.length} of ${count} failed`, 'bad')];
}

function* testBlock(one: PolicyTestResult, canvas: Canvas): Generator<Line> {
  const { success, policy, rule, object, expected, actual, location, detail } = one;
  const lead = span(success ? '  ok    ' : '  FAIL  ', success ? 'good' : 'bad');
  const name = clean(rule === undefined ? policy : `${policy}/${rule}`, 200);
  yield* ledLines(lead, span(name), span(clean(object, 200), 'dim'), canvas);
  if (success) return;
  yield* indented(
    `expected ${clean(expected, 60)}, came ${clean(actual, 60)}  (${placeWord(location)})`,
    8,
    canvas,
  );
  if (detail !== undefined) yield* indented(clean(detail, 1000), 8, canvas, 'dim');
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
    const lead = span(severity.padEnd(8), lintStyles[severity]);
    const tail = span(`${placeWord(location)}  ${clean(code, 100)}`, 'dim');
    yield* ledLines(lead, span(policyWord(policy)), tail, canvas);
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
