import { CaissonError } from '#kit/error.ts';
import { formatFieldPath } from '#kube/field-path.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { rangeOf } from '#kube/object.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';

/** A test of policies, as it is written. */
export interface PolicyTest {
  readonly type: 'kyverno' | 'native';
  readonly name: string;
  readonly path: string;
  readonly body: JsonObject;
  /** Where a field of it stands. */
  readonly locate: (path: FieldPath) => Location;
}

/** Files that a test names, by paths relative to the directory of the test; nothing outside the tree. */
export interface TestFiles {
  read(relativePath: string): Uint8Array | undefined;
  /** Files below a directory, relative as above; empty when it is none. */
  list(relativePath: string): readonly string[];
}

/** Names by which tests are found in a directory. */
export function isPolicyTestName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return /^kyverno-test\.ya?ml$|\.caisson-test\.ya?ml$/.test(name);
}

/**
 * Reads a test: Kyverno's (`kind: Test`) or our own (`kind: PolicyTest`), several in one file. Throws `input.malformed` when the file
 * is no YAML, `limit.*` when it is too large.
 */
export function readPolicyTest(path: string, bytes: Uint8Array): readonly PolicyTest[] {
  const { documents, problems } = parseYaml(bytes);
  const [problem] = problems;
  const tests = documents.flatMap(({ root }) => {
    const body = root === undefined ? null : jsonOf(root);
    if (root === undefined || !isObject(body)) return [];
    return [testOf(path, body, root)];
  });
  if (tests.length > 0) return tests;
  const detail = problem === undefined ? 'it holds no test' : problem.message;
  const line = problem === undefined ? '' : ` (line ${problem.range.line})`;
  throw new CaissonError(
    'input.malformed',
    `cannot read the policy test "${path}": ${detail}${line}`,
  );
}

function testOf(path: string, body: JsonObject, root: YamlNode): PolicyTest {
  const metadata = textOf(fieldOf(fieldOf(body, 'metadata'), 'name'));
  const isNative = fieldOf(body, 'kind') === 'PolicyTest' || path.includes('.caisson-test.');
  return {
    type: isNative ? 'native' : 'kyverno',
    name: metadata ?? textOf(fieldOf(body, 'name')) ?? path,
    path,
    body,
    locate: (field) => {
      const { line, column, endLine, endColumn } = rangeOf(root, field);
      return { path, line, column, endLine, endColumn, field: formatFieldPath(field) };
    },
  };
}

/** The texts of a field that may also hold one text. */
export function textsAt(body: JsonObject, field: string): readonly string[] {
  const value = fieldOf(body, field);
  return typeof value === 'string' ? [value] : textsOf(value);
}

/** One expectation of a Kyverno test (cli.kyverno.io/v1alpha1, TestResult). */
export interface Expectation {
  readonly field: FieldPath;
  readonly policy: string;
  readonly namespace: string | undefined;
  readonly rule: string;
  readonly result: string;
  readonly operation: string;
  readonly resources: readonly string[];
  readonly specs: readonly ResourceSpec[];
  readonly patched: string;
  readonly generated: readonly string[];
  readonly needsFound: boolean;
}

interface ResourceSpec {
  readonly apiVersion: string;
  readonly namespace: string;
  readonly name: string;
}

export function expectationsOf({ body }: PolicyTest): readonly Expectation[] {
  return objectsOf(fieldOf(body, 'results')).map(([at, one]) =>
    expectationOf(one, ['results', at]),
  );
}

function expectationOf(value: JsonObject, field: FieldPath): Expectation {
  const written = textIn(value, 'policy');
  const slash = written.indexOf('/');
  return {
    field,
    policy: written.slice(slash + 1),
    namespace: slash < 0 ? undefined : written.slice(0, slash),
    rule: textIn(value, 'rule'),
    result: textIn(value, 'result', 'status'),
    operation: textIn(value, 'operation'),
    resources: namesOf(value),
    specs: objectsOf(fieldOf(value, 'resourceSpecs')).map(([, one]) => specOf(one)),
    patched: textIn(value, 'patchedResources', 'patchedResource'),
    generated: generatedOf(value),
    needsFound: fieldOf(value, 'failOnMissingResources') === true,
  };
}

/** The text of the first of these fields that has one. */
function textIn(value: JsonObject, ...fields: readonly string[]): string {
  for (const field of fields) {
    const text = textOf(fieldOf(value, field));
    if (text !== undefined) return text;
  }
  return '';
}

function generatedOf(value: JsonObject): readonly string[] {
  const several = textsOf(fieldOf(value, 'generatedResources'));
  const single = textIn(value, 'generatedResource');
  return several.length > 0 || single === '' ? several : [single];
}

function namesOf(value: JsonObject): readonly string[] {
  const old = textOf(fieldOf(value, 'resource'));
  const names = listOf(fieldOf(value, 'resources')).flatMap((one) =>
    typeof one === 'string' || typeof one === 'number' ? [String(one)] : [],
  );
  return old === undefined ? names : [...names, old];
}

function specOf(value: Json): ResourceSpec {
  const group = textOf(fieldOf(value, 'group')) ?? '';
  const version = textOf(fieldOf(value, 'version')) ?? '';
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    namespace: textOf(fieldOf(value, 'namespace')) ?? '',
    name: textOf(fieldOf(value, 'name')) ?? '',
  };
}
