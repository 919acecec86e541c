import type { ImageFacts } from '#cel/library/facts.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { fieldOf, isObject, listOf, objectsOf, textOf, textsOf } from '#kube/json.ts';
import { type KubeObject, kubeObjectOf } from '#kube/object.ts';
import type { Json } from '#model/json-value.ts';
import type { Gap } from '#model/observation.ts';
import type { PolicyResult, PolicyTestResult } from '#model/policy-result.ts';
import { applyPolicies } from '../apply.ts';
import { ObjectFacts } from '../facts.ts';
import { loadPolicies, type PolicySet } from '../load.ts';
import { anonymous, type Subject, type UserInfo } from '../request.ts';
import type { PodSecurityEngine } from '../rule/rule-facts.ts';
import { apiCallFacts } from './api-calls.ts';
import { TestReader } from './files.ts';
import { globalFacts } from './global-entries.ts';
import { judgeExpectation } from './judge-expectation.ts';
import { runNativeTest } from './native-test.ts';
import { expectationsOf, type PolicyTest, type TestFiles, textsAt } from './policy-test.ts';
import { readUserInfo, readValues, type TestValues } from './test-values.ts';

export interface TestOptions {
  readonly now: () => Date;
  /** Minor version of Kubernetes. */
  readonly minor?: number;
  /** The engine of the Pod Security Standards; see `PolicyFacts`. */
  readonly podSecurity?: PodSecurityEngine;
}

/** What came of a test, and what of it could not be read. */
export interface PolicyTestRun {
  readonly results: readonly PolicyTestResult[];
  readonly gaps: readonly Gap[];
}

/** Everything that a Kyverno test names, read. */
export interface TestInput {
  readonly set: PolicySet;
  readonly resources: readonly KubeObject[];
  readonly payloads: readonly (readonly [string, KubeObject])[];
  readonly targets: readonly KubeObject[];
  readonly values: TestValues;
  readonly userInfo: UserInfo;
  /** The file of the user, which may name roles too. */
  readonly user: Json | undefined;
  readonly known: readonly KubeObject[];
  readonly context: Json | undefined;
  readonly isCluster: boolean;
  readonly reader: TestReader;
}

/** Runs a test: each expectation gives one result for every object that it names. */
export function runPolicyTest(
  test: PolicyTest,
  files: TestFiles,
  options: TestOptions,
): PolicyTestRun {
  const reader = new TestReader(files, test.path);
  try {
    if (test.type === 'native') return runNativeTest(test, reader, options);
    const input = readInput(test, reader, options);
    const results = judgeExpectations(test, input, options);
    return { results, gaps: [...input.set.gaps, ...reader.gaps] };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    return { results: [broken(test, error)], gaps: reader.gaps };
  }
}

function broken({ name, locate }: PolicyTest, { message }: CaissonError): PolicyTestResult {
  return {
    test: name,
    location: locate([]),
    policy: '',
    object: '',
    expected: '',
    actual: 'error',
    success: false,
    detail: message,
  };
}

function readInput(test: PolicyTest, reader: TestReader, options: TestOptions): TestInput {
  const { body } = test;
  const valuesPath = textOf(fieldOf(body, 'variables'));
  const values = valuesPath === undefined ? fieldOf(body, 'values') : reader.document(valuesPath);
  const read = readValues(values, test.path);
  const userPath = textOf(fieldOf(body, 'userinfo'));
  const user = userPath === undefined ? undefined : reader.document(userPath);
  const contextPath = textOf(fieldOf(body, 'context'));
  const context = contextPath === undefined ? undefined : reader.document(contextPath);
  const params = reader.objects(textsAt(body, 'paramResources'));
  const targets = reader.objects(textsAt(body, 'targetResources'));
  const cluster = textsAt(body, 'clusterResources').flatMap((path) => clusterObjects(reader, path));
  const resources = reader.objects(textsAt(body, 'resources'));
  const isCluster = cluster.length > 0;
  const declared = objectsIn(fieldOf(context, 'spec'), test.path);
  const policies = [
    ...reader.objects(textsAt(body, 'policies')),
    ...reader.objects(textsAt(body, 'exceptions')),
  ];
  const known = [
    ...declared,
    ...reader.objects(
      objectsOf(fieldOf(body, 'results')).flatMap(([, one]) => textsAt(one, 'cloneSourceResource')),
    ),
    ...cluster,
    ...(isCluster ? [...resources, ...targets, ...params] : []),
  ];
  return {
    set: loadPolicies(
      [...policies, ...params, ...read.namespaces, ...definitionsIn(known)],
      options,
    ),
    resources,
    payloads: textsAt(body, 'jsonPayloads').flatMap((path) => payloadOf(reader, path)),
    targets,
    values: read,
    userInfo: user === undefined ? anonymous : readUserInfo(user),
    user,
    known,
    context,
    isCluster,
    reader,
  };
}

function definitionsIn(objects: readonly KubeObject[]): readonly KubeObject[] {
  return objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
}

function objectsIn(spec: Json | undefined, path: string): readonly KubeObject[] {
  return objectsOf(fieldOf(spec, 'resources')).flatMap(
    ([, one]) => kubeObjectOf(one, { place: { path } }) ?? [],
  );
}

function clusterObjects(reader: TestReader, path: string): readonly KubeObject[] {
  const spec = fieldOf(reader.document(path), 'spec');
  const named = listOf(fieldOf(spec, 'crds')).filter((one) => typeof one === 'string');
  return [...objectsIn(spec, path), ...reader.objects(named)];
}

/** Any JSON as an object, so that policies for JSON can be asked about it. */
function payloadOf(reader: TestReader, path: string): readonly (readonly [string, KubeObject])[] {
  const body = reader.document(path);
  if (body === undefined) return [];
  const place = { path };
  const object: KubeObject = kubeObjectOf(body, { place }) ?? {
    apiVersion: '',
    group: '',
    version: '',
    kind: '',
    name: path,
    namespace: undefined,
    uid: undefined,
    labels: new Map(),
    annotations: new Map(),
    body,
    origin: { place },
  };
  return [[path, object]];
}

function judgeExpectations(
  test: PolicyTest,
  input: TestInput,
  options: TestOptions,
): readonly PolicyTestResult[] {
  const runs = new Map<string, readonly JudgedSubject[]>();
  return expectationsOf(test).flatMap((expectation) => {
    const { operation } = expectation;
    const judged = runs.get(operation) ?? judgeSubjects(test, input, { operation, options });
    runs.set(operation, judged);
    return judgeExpectation(test, expectation, { input, judged });
  });
}

/** An object of the test and what all policies said of it. */
export interface JudgedSubject {
  readonly subject: Subject;
  readonly path?: string;
  readonly results: readonly PolicyResult[];
}

function judgeSubjects(
  test: PolicyTest,
  input: TestInput,
  { operation, options }: { readonly operation: string; readonly options: TestOptions },
): readonly JudgedSubject[] {
  const context = {
    withoutBindings: 'all',
    targets: input.targets,
    objects: [...input.known, ...input.values.namespaces],
    facts: {
      resources: new ObjectFacts(
        [...input.known, ...input.targets],
        input.set.definitions,
        input.isCluster,
      ),
      global: globalFacts(test.body, input.reader),
      image: imageFacts(input.context),
      variables: input.values.variables,
      apiCall: apiCallFacts(test.body),
      ...(options.podSecurity !== undefined && { podSecurity: options.podSecurity }),
    },
    now: options.now(),
  } as const;
  const objects = [
    ...input.resources.map((object) => ({ subject: subjectOf(object, input, operation) })),
    ...input.payloads.map(([path, object]) => ({ subject: { object, isJson: true }, path })),
  ];
  const judged = objects.map((one) => ({
    ...one,
    results: [...applyPolicies(input.set, [one.subject], context)],
  }));
  const changes = judged.flatMap(({ results }) =>
    results.filter(({ action }) => action === 'mutate'),
  );
  return [...judged, ...input.targets.flatMap((object) => targetOf(object, changes))];
}

/** A target that policies have changed, as a subject of its own. */
function targetOf(object: KubeObject, changes: readonly PolicyResult[]): readonly JudgedSubject[] {
  const results = changes.filter(
    (one) =>
      one.object.kind === object.kind &&
      one.object.name === object.name &&
      one.object.namespace === object.namespace,
  );
  return results.length === 0 ? [] : [{ subject: { object }, results }];
}

const operations = ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'] as const;

function subjectOf(object: KubeObject, input: TestInput, asked: string): Subject {
  const { values, set, userInfo } = input;
  const own = set.policies.flatMap(
    ({ object: policy }) => values.operations.get(`${policy.name} ${object.name}`) ?? [],
  );
  const wanted = asked === '' ? (own[0] ?? values.operation) : asked;
  const operation = operations.find((one) => one === wanted) ?? 'CREATE';
  const part = values.subresources.find(
    ({ kind, apiVersion }) => kind === object.kind && apiVersion === object.apiVersion,
  );
  return {
    object,
    operation,
    userInfo,
    ...(input.user !== undefined && {
      roles: textsOf(fieldOf(input.user, 'roles')),
      clusterRoles: textsOf(fieldOf(input.user, 'clusterRoles')),
    }),
    ...(part !== undefined && {
      resource: { resource: part.parentResource, subresource: part.subresource },
      kindOfParent: { apiVersion: part.parentApiVersion, kind: part.parentKind },
    }),
  };
}

/** What the context file says of images. */
function imageFacts(context: Json | undefined): ImageFacts {
  const images = new Map(
    objectsOf(fieldOf(fieldOf(context, 'spec'), 'images')).map(([, one]) => [
      textOf(fieldOf(one, 'image')) ?? '',
      isObject(one) && Object.hasOwn(one, 'config')
        ? { ...one, configData: one['config'] ?? null }
        : one,
    ]),
  );
  return (reference) => {
    const found = images.get(reference);
    if (found === undefined)
      throw new CaissonError('access.unreachable', `nothing is known of the image "${reference}"`);
    return found;
  };
}
