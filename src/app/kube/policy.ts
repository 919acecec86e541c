import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { accessOf } from '#access/access.ts';
import { applyPolicies } from '#admission/apply.ts';
import { explainPolicies } from '#admission/explain.ts';
import { lintPolicies } from '#admission/lint.ts';
import { isPolicyObject, loadPolicies } from '#admission/load.ts';
import { isPolicyTestName, readPolicyTest, type TestFiles } from '#admission/test/policy-test.ts';
import { runPolicyTest } from '#admission/test/run-policy-test.ts';
import type { Authorize } from '#cel/library/authorize.ts';
import type { Scope } from '#contract/scope.ts';
import type { ClusterView } from '#kube/view.ts';
import type { AccessRequest } from '#model/access.ts';
import type { Gap } from '#model/observation.ts';
import type {
  AdmissionOperation,
  PolicyExplanation,
  PolicyLint,
  PolicyResult,
  PolicyTestResult,
} from '#model/policy-result.ts';
import { violationsOf } from '#posture/pod-security/evaluate.ts';
import { gapOfError } from '../error-gap.ts';
import { filesBelow, readPart, type TreeFile } from '../file-tree.ts';

/** How policies are applied. */
export interface ApplyWishes {
  /** Only policies that a binding makes count. */
  readonly onlyBound: boolean;
  readonly operation: AdmissionOperation;
  readonly user: { readonly name: string; readonly groups: readonly string[] };
  readonly minor: number;
}

/**
 * Judges the objects of a view by the policies of another (or of the same): what the API server, or Kyverno, would say if each were
 * created now. Questions of policies about rights are answered from the roles and bindings of the view.
 */
export function judgeByPolicies(
  policies: ClusterView,
  objects: ClusterView,
  wishes: ApplyWishes,
  scope: Scope,
): { readonly results: readonly PolicyResult[]; readonly gaps: readonly Gap[] } {
  const set = loadPolicies(policies.objects, { minor: wishes.minor, now: scope.clock });
  const { name, groups } = wishes.user;
  const subjects = objects.objects
    .filter((object) => !isPolicyObject(object))
    .map((object) => ({
      object,
      operation: wishes.operation,
      userInfo: { username: name, uid: '', groups, extra: {} },
    }));
  using task = scope.progress.begin('asking policies', subjects.length, 'items');
  const results: PolicyResult[] = [];
  const context = {
    withoutBindings: wishes.onlyBound ? 'none' : 'all',
    objects: objects.objects,
    isComplete: objects.completeness === 'cluster' && objects.covers(),
    facts: { authorize: authorizerOf(objects), podSecurity: violationsOf },
    now: scope.clock(),
    signal: scope.signal,
  } as const;
  for (const result of applyPolicies(set, advancing(subjects, task), context)) results.push(result);
  return { results, gaps: set.gaps };
}

function* advancing<Item>(
  items: readonly Item[],
  task: { advance(by: number): void },
): Generator<Item> {
  for (const item of items) {
    yield item;
    task.advance(1);
  }
}

/** RBAC of a view answers what expressions ask of the authorizer. */
function authorizerOf(view: ClusterView): Authorize {
  return (question) => {
    const { user } = question;
    const request: AccessRequest =
      question.type === 'path'
        ? { type: 'url', verb: question.verb, path: question.path }
        : resourceRequest(question);
    const { allowed, because } = accessOf(view).decide(
      { user: user.username, groups: user.groups },
      request,
    );
    return {
      decision: allowed ? 'allow' : 'no-opinion',
      reason:
        because === undefined
          ? ''
          : `RBAC: allowed by ${because.binding.kind} "${because.binding.name}"`,
    };
  };
}

type ResourceQuestion = Extract<Parameters<Authorize>[0], { readonly type: 'resource' }>;

function resourceRequest(question: ResourceQuestion): AccessRequest {
  const { verb, group, resource, subresource, namespace, name } = question;
  return {
    type: 'resource',
    verb,
    group,
    resource,
    ...(subresource !== '' && { subresource }),
    ...(namespace !== '' && { namespace }),
    ...(name !== '' && { name }),
  };
}

/** What is questionable about policies themselves. */
export function lintOf(
  view: ClusterView,
  minor: number,
  scope: Scope,
): { readonly remarks: readonly PolicyLint[]; readonly gaps: readonly Gap[] } {
  const set = loadPolicies(view.objects, { minor, now: scope.clock });
  return { remarks: lintPolicies(set), gaps: set.gaps };
}

/** What policies are about, in words: what they match, read and cost. */
export function explanationsOf(
  view: ClusterView,
  minor: number,
  scope: Scope,
): { readonly policies: readonly PolicyExplanation[]; readonly gaps: readonly Gap[] } {
  const set = loadPolicies(view.objects, { minor, now: scope.clock });
  return { policies: explainPolicies(set), gaps: set.gaps };
}

/** Runs all tests of policies below some paths. Throws `input.not-found` for paths that are not there. */
export function runPolicyTests(
  paths: readonly string[],
  directory: string,
  minor: number,
  scope: Scope,
): { readonly results: readonly PolicyTestResult[]; readonly gaps: readonly Gap[] } {
  const results: PolicyTestResult[] = [];
  const gaps: Gap[] = [];
  const files = [...filesBelow(paths, directory, { everything: false })];
  const tests = files.filter((file) => file.isNamed || isPolicyTestName(file.path));
  using task = scope.progress.begin('testing policies', tests.length, 'items');
  for (const file of tests) {
    scope.signal.throwIfAborted();
    try {
      for (const test of readPolicyTest(file.path, readPart(file.absolute, file.size))) {
        const run = runPolicyTest(test, testFiles(file, directory), {
          now: scope.clock,
          minor,
          podSecurity: violationsOf,
        });
        results.push(...run.results);
        gaps.push(...run.gaps);
      }
    } catch (error) {
      const gap = gapOfError(file.path, error);
      if (gap === undefined) throw error;
      gaps.push(gap);
    }
    task.advance(1);
  }
  return { results, gaps };
}

const maxBytes = 16 * 2 ** 20;

/** Files that a test names: beside it, or elsewhere in the directory that a person named or works in. */
function testFiles(test: TreeFile, workingDirectory: string): TestFiles {
  const home = dirname(test.absolute);
  const roots = [test.root, workingDirectory];
  function inside(path: string): string | undefined {
    const absolute = resolve(home, path);
    const isInside = roots.some(
      (root) => absolute === root || absolute.startsWith(`${root}${sep}`),
    );
    return isInside ? absolute : undefined;
  }
  return {
    read(path) {
      const absolute = inside(path);
      if (absolute === undefined) return undefined;
      try {
        const bytes = readFileSync(absolute);
        return bytes.length > maxBytes ? undefined : bytes;
      } catch {
        return undefined;
      }
    },
    list(path) {
      const absolute = inside(path);
      if (absolute === undefined) return [];
      try {
        const found = filesBelow([absolute], home, { everything: true });
        return [...found].slice(0, 10_000).map((file) => relative(home, join(file.absolute)));
      } catch {
        return [];
      }
    },
  };
}
