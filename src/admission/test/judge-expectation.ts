import { fieldOf, isObject, textOf, valueAt } from '#kube/json.ts';
import { type KubeObject, nameOf } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { PolicyResult, PolicyTestResult } from '#model/policy-result.ts';
import { diffJson } from '../patch.ts';
import type { Policy } from '../policy.ts';
import { answersWhenUnmatched } from './excluded.ts';
import type { Expectation, PolicyTest } from './policy-test.ts';
import type { JudgedSubject, TestInput } from './run-policy-test.ts';
import { tidy } from './tidy.ts';

interface Judged {
  readonly input: TestInput;
  readonly judged: readonly JudgedSubject[];
}

/** Compares one expectation with what came (Kyverno's command line, `test`): one result for each object and policy result. */
export function judgeExpectation(
  test: PolicyTest,
  expectation: Expectation,
  { input, judged }: Judged,
): readonly PolicyTestResult[] {
  const meant = judged.filter((one) => isMeant(one, expectation));
  const subjects = meant.length > 0 ? meant : judged;
  if (meant.length === 0 && (expectation.resources.length > 0 || judged.length === 0))
    return [
      resultOf(test, expectation, {
        object: expectation.resources.join(', '),
        actual: 'not-found',
      }),
    ];
  return subjects.flatMap((one) => judgeSubject(test, expectation, { input, one }));
}

/** Objects by name, or by namespace and name; kinds do not count, as in Kyverno. */
function isMeant({ subject, path }: JudgedSubject, expectation: Expectation): boolean {
  const { name, namespace = '', apiVersion } = subject.object;
  const isNamed = expectation.resources.some((wanted) => {
    if (wanted === path) return true;
    const [first = '', second, third] = wanted.split('/');
    if (second === undefined) return first === name;
    return third === undefined && first === namespace && second === name;
  });
  return (
    isNamed ||
    expectation.specs.some(
      (one) => one.apiVersion === apiVersion && one.namespace === namespace && one.name === name,
    )
  );
}

interface One {
  readonly input: TestInput;
  readonly one: JudgedSubject;
}

function judgeSubject(
  test: PolicyTest,
  expectation: Expectation,
  { input, one }: One,
): readonly PolicyTestResult[] {
  const object = nameOf(one.subject.object);
  const policies = input.set.policies.filter((policy) => isPolicyMeant(policy, expectation));
  if (policies.length === 0) return [resultOf(test, expectation, { object, actual: 'not-found' })];
  const results = one.results.filter((result) => isResultMeant(result, expectation));
  if (results.length === 0) {
    const isAnswered = answersWhenUnmatched(input.set, expectation.policy);
    return [resultOf(test, expectation, { object, actual: isAnswered ? 'excluded' : 'not-found' })];
  }
  return results.flatMap((result) =>
    compareResult(test, expectation, { input, result, object, all: one.results }),
  );
}

function isPolicyMeant({ object }: Policy, { policy, namespace }: Expectation): boolean {
  return object.name === policy && (namespace === undefined || object.namespace === namespace);
}

function isResultMeant({ policy }: PolicyResult, { policy: name, rule }: Expectation): boolean {
  if (policy.name !== name) return false;
  return policy.rule === undefined || rule === '' || isRuleMeant(policy.rule, rule);
}

function isRuleMeant(rule: string, wanted: string): boolean {
  return [wanted, `autogen-${wanted}`, `autogen-cronjob-${wanted}`].some(
    (name) => name.slice(0, 63) === rule,
  );
}

interface Compared {
  readonly input: TestInput;
  readonly result: PolicyResult;
  readonly object: string;
  /** All that was said of the object. */
  readonly all: readonly PolicyResult[];
}

function compareResult(
  test: PolicyTest,
  expectation: Expectation,
  { input, result, object, all }: Compared,
): readonly PolicyTestResult[] {
  const actual = scoredOutcome(result, input);
  const detail = result.message;
  if (result.action === 'mutate' && expectation.patched !== '') {
    const difference = comparePatched(expectation, { input, result, object, all });
    if (difference === 'missing') return [];
    if (difference !== undefined)
      return [resultOf(test, expectation, { object, actual: 'different', detail: difference })];
  }
  if (result.action === 'generate' && expectation.generated.length > 0 && actual === 'pass') {
    const difference = compareGenerated(expectation, { input, result, object, all });
    if (difference !== undefined)
      return [resultOf(test, expectation, { object, actual: 'different', detail: difference })];
  }
  return [resultOf(test, expectation, { object, actual, ...(detail !== undefined && { detail }) })];
}

/** A policy that is not scored only warns. */
function scoredOutcome(result: PolicyResult, { set }: TestInput): string {
  const outcome = kyvernoOutcome(result);
  const isUnscored = set.policies.some(
    ({ object }) =>
      object.name === result.policy.name &&
      object.annotations.get('policies.kyverno.io/scored') === 'false',
  );
  return outcome === 'fail' && isUnscored ? 'warn' : outcome;
}

/** What Kyverno's command line would call it. */
function kyvernoOutcome({ outcome, action, message }: PolicyResult): string {
  if (outcome === 'warn' || outcome === 'audit') return 'fail';
  if (action === 'delete' && outcome === 'skip' && message?.includes('does not hold') === true)
    return 'fail';
  return outcome;
}

function comparePatched(
  { patched, needsFound }: Expectation,
  { input, result, all }: Compared,
): string | undefined {
  const known = [...input.resources, ...input.targets];
  const isRule = result.policy.rule !== undefined;
  const last = isRule
    ? all.findLast((one) => one.mutation !== undefined && isOfSame(one, result))
    : result;
  const actual = last?.mutation?.object ?? findObject(known, result)?.body ?? null;
  const expected = findObject(input.reader.objects([patched]), result);
  if (expected === undefined)
    return needsFound ? 'the expected object is not in the file' : 'missing';
  return difference(withNamespace(actual), withNamespace(expected.body));
}

/** Rules of one policy mutate one after another; what the last one leaves is compared. */
function isOfSame(one: PolicyResult, other: PolicyResult): boolean {
  return (
    one.policy.name === other.policy.name &&
    one.policy.kind === other.policy.kind &&
    one.object.kind === other.object.kind &&
    one.object.name === other.object.name &&
    one.object.namespace === other.object.namespace
  );
}

function compareGenerated(
  { generated }: Expectation,
  { input, result }: Compared,
): string | undefined {
  const expected = input.reader
    .objects(generated)
    .map(({ body }) => withoutLabels(withNamespace(body)));
  const actual = (result.generated ?? []).map((one) => withoutLabels(withNamespace(one)));
  for (const one of actual) {
    const same = expected.filter((other) => keyOf(other) === keyOf(one));
    const [first] = same;
    if (first === undefined) return `the generated ${keyOf(one)} is not in the expected files`;
    const found = same.map((other) => difference(one, other));
    if (!found.includes(undefined)) return found[0];
  }
  return undefined;
}

/** Without the labels that Kyverno gives what it generates. */
function withoutLabels(body: Json): Json {
  const metadata = fieldOf(body, 'metadata');
  const labels = fieldOf(metadata, 'labels');
  if (!isObject(body) || !isObject(metadata) || !isObject(labels)) return body;
  const kept = Object.entries(labels).filter(
    ([key, value]) =>
      !key.startsWith('generate.kyverno.io/') &&
      !(key === 'app.kubernetes.io/managed-by' && value === 'kyverno'),
  );
  return { ...body, metadata: { ...metadata, labels: Object.fromEntries(kept) } };
}

function keyOf(object: Json): string {
  const kind = textOf(fieldOf(object, 'kind')) ?? '';
  const name = textOf(valueAt(object, ['metadata', 'name'])) ?? '';
  return `${kind} ${name}`;
}

function findObject(
  objects: readonly KubeObject[],
  { object }: PolicyResult,
): KubeObject | undefined {
  return objects.find(
    (one) =>
      one.kind === object.kind &&
      one.name === object.name &&
      one.apiVersion === object.apiVersion &&
      (one.namespace ?? '') === (object.namespace ?? ''),
  );
}

/** A namespace that is not written is `default`, in what came and in what was expected. */
function withNamespace(body: Json): Json {
  if (textOf(valueAt(body, ['metadata', 'namespace'])) !== 'default') return body;
  const metadata = Object.entries(fieldOf(body, 'metadata') ?? {}).filter(
    ([key]) => key !== 'namespace',
  );
  return { ...(body as { readonly [key: string]: Json }), metadata: Object.fromEntries(metadata) };
}

/** The first few fields that differ. */
function difference(actual: Json, expected: Json): string | undefined {
  const patch = diffJson(tidy(expected) ?? null, tidy(actual) ?? null);
  if (patch.length === 0) return undefined;
  const shown = patch.slice(0, 5).map(({ op, path, value }) => {
    const text = value === undefined ? '' : ` ${JSON.stringify(value).slice(0, 100)}`;
    return `${op} ${path}${text}`;
  });
  return `differs from the expected object: ${shown.join('; ')}`;
}

interface Came {
  readonly object: string;
  readonly actual: string;
  readonly detail?: string;
}

function resultOf(
  test: PolicyTest,
  expectation: Expectation,
  { object, actual, detail }: Came,
): PolicyTestResult {
  const { policy, rule, result, field } = expectation;
  return {
    test: test.name,
    location: test.locate(field),
    policy,
    ...(rule !== '' && { rule }),
    object,
    expected: result,
    actual,
    success: actual === result || actual === 'excluded',
    ...(detail !== undefined && { detail }),
  };
}
