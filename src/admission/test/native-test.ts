import { fieldOf, isObject, objectsOf, textOf } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf, nameOf } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PolicyResult, PolicyTestResult } from '#model/policy-result.ts';
import { applyPolicies } from '../apply.ts';
import { loadPolicies, type PolicySet } from '../load.ts';
import { diffJson } from '../patch.ts';
import { anonymous, type Subject } from '../request.ts';
import type { TestReader } from './files.ts';
import { type PolicyTest, textsAt } from './policy-test.ts';
import type { PolicyTestRun, TestOptions } from './run-policy-test.ts';
import { readUserInfo } from './test-values.ts';
import { tidy } from './tidy.ts';

/** Runs a test in our own format (`kind: PolicyTest`): policies, objects that they may ask for, and cases. */
export function runNativeTest(
  test: PolicyTest,
  reader: TestReader,
  options: TestOptions,
): PolicyTestRun {
  const { body, path } = test;
  const policies = reader.objects(textsAt(body, 'policies'));
  const known = [
    ...reader.objects(textsAt(body, 'objects')),
    ...reader.objects(textsAt(body, 'params')),
    ...reader.objects(textsAt(body, 'namespaces')),
  ];
  const set = loadPolicies([...policies, ...known], options);
  const results = objectsOf(fieldOf(body, 'cases')).flatMap(([at, one]) =>
    runCase({ test, set, reader, options, path }, one, ['cases', at]),
  );
  return { results, gaps: [...set.gaps, ...reader.gaps] };
}

interface Case {
  readonly test: PolicyTest;
  readonly set: PolicySet;
  readonly reader: TestReader;
  readonly options: TestOptions;
  readonly path: string;
}

function runCase(run: Case, one: JsonObject, field: FieldPath): readonly PolicyTestResult[] {
  const objects = objectsAt(run, fieldOf(one, 'object'));
  const [oldObject] = objectsAt(run, fieldOf(one, 'oldObject'));
  const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;
  const asked =
    textOf(fieldOf(one, 'operation')) ?? (oldObject === undefined ? 'CREATE' : 'UPDATE');
  const operation = operations.find((name) => name === asked) ?? 'CREATE';
  const user = fieldOf(one, 'user');
  const namespaces = objectsAt(run, fieldOf(one, 'namespace'));
  return objects.map((object) => {
    const subject: Subject = {
      object,
      operation,
      ...(oldObject !== undefined && { oldObject }),
      userInfo: user === undefined ? anonymous : readUserInfo(user),
    };
    const results = [
      ...applyPolicies(run.set, [subject], {
        withoutBindings: fieldOf(run.test.body, 'bound') === true ? 'none' : 'all',
        objects: namespaces,
        now: run.options.now(),
      }),
    ];
    return compare(run.test, one, { field, object, results });
  });
}

/** An object written in the test, or those of a file, of which `file.yaml#name` means one. */
function objectsAt({ reader, path }: Case, value: Json | undefined): readonly KubeObject[] {
  if (isObject(value)) {
    const object = kubeObjectOf(value, { place: { path } });
    return object === undefined ? [] : [object];
  }
  if (typeof value !== 'string') return [];
  const [file = '', name] = value.split('#');
  return reader.objects([file]).filter((one) => name === undefined || one.name === name);
}

interface Came {
  readonly field: FieldPath;
  readonly object: KubeObject;
  readonly results: readonly PolicyResult[];
}

/** The worst outcome of the policies that the case names, or of all. */
const order = ['error', 'fail', 'warn', 'audit', 'pass', 'skip'] as const;

function compare(
  test: PolicyTest,
  one: JsonObject,
  { field, object, results }: Came,
): PolicyTestResult {
  const policy = textOf(fieldOf(one, 'policy')) ?? '';
  const meant = results.filter((result) => isOf(result, policy, textOf(fieldOf(one, 'rule'))));
  const found = order.find((outcome) => meant.some((result) => result.outcome === outcome));
  const expected = textOf(fieldOf(one, 'expect')) ?? 'pass';
  const decisive = meant.find(({ outcome }) => outcome === found);
  const complaint = complaintOf(one, meant, decisive);
  const detail = complaint ?? saidBy(decisive ?? {});
  const actual = found ?? 'excluded';
  return {
    test: `${test.name}: ${titleOf(one, field)}`,
    location: test.locate(field),
    policy: decisive?.policy.name ?? policy,
    object: nameOf(object),
    expected,
    actual,
    success: actual === expected && complaint === undefined,
    ...(detail !== '' && { detail }),
  };
}

function titleOf(one: JsonObject, field: FieldPath): string {
  return textOf(fieldOf(one, 'name')) ?? `case ${String(field.at(-1))}`;
}

function isOf({ policy }: PolicyResult, name: string, rule: string | undefined): boolean {
  return (name === '' || policy.name === name) && (rule === undefined || policy.rule === rule);
}

function complaintOf(
  one: JsonObject,
  results: readonly PolicyResult[],
  decisive: PolicyResult | undefined,
): string | undefined {
  const texts = textsAt(one, 'message');
  const said = decisive === undefined ? [] : [decisive, ...decisive.failures].map(saidBy);
  const missing = texts.find((text) => !said.some((message) => message.includes(text)));
  if (missing !== undefined)
    return `no message holds ${JSON.stringify(missing)}: ${said.join(' | ')}`;
  const patched = fieldOf(one, 'patched');
  return patched === undefined ? undefined : patchComplaint(patched, results);
}

function saidBy({ message = '' }: { readonly message?: string }): string {
  return message;
}

function patchComplaint(patched: Json, results: readonly PolicyResult[]): string | undefined {
  const last = results.findLast(({ mutation }) => mutation !== undefined);
  const made = tidy(last?.mutation?.object ?? null) ?? null;
  const [first] = diffJson(tidy(patched) ?? null, made);
  return first === undefined ? undefined : `the object differs: ${first.op} ${first.path}`;
}
