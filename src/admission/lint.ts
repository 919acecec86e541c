import type { Ast } from '#cel/ast.ts';
import { childrenOf } from '#cel/tree.ts';
import { locate } from '#kube/object.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PolicyLint } from '#model/policy-result.ts';
import { nameOfPolicy } from './apply.ts';
import type { CompiledPolicy } from './compiled.ts';
import type { Expression } from './expression.ts';
import type { PolicySet } from './load.ts';
import { locateText } from './place.ts';
import type { Policy, PolicyFault, ResourceRule } from './policy.ts';

/** What is questionable about the policies of a set: faults first, then what is odd, in the order of the policies. */
export function lintPolicies(set: PolicySet): readonly PolicyLint[] {
  const own = set.compiled.filter(({ autogen }) => autogen === undefined);
  return [
    ...set.faults.map(lintOfFault),
    ...own.flatMap((compiled) => [
      ...lintMatch(compiled),
      ...lintBinding(compiled, set),
      ...lintVariables(compiled),
      ...lintConstants(compiled),
      ...lintCosts(compiled),
    ]),
    ...set.bindings.flatMap(({ object, policyName }) => {
      const isThere = set.policies.some(
        ({ object: { name, kind } }) => name === policyName && object.kind === `${kind}Binding`,
      );
      if (isThere) return [];
      const message = `there is no policy "${policyName}" here that it binds`;
      return [
        faultOfObject('binding-without-policy', 'warning', {
          object,
          field: ['spec', 'policyName'],
          message,
        }),
      ];
    }),
  ];
}

interface Complaint {
  readonly object: Policy['object'];
  readonly field: FieldPath;
  readonly message: string;
}

function faultOfObject(
  code: string,
  severity: PolicyLint['severity'],
  { object, field, message }: Complaint,
): PolicyLint {
  const { kind, name } = object;
  return { code, severity, policy: { kind, name }, message, location: locate(object, field) };
}

function lintOfFault({ policy, code, field, message, at }: PolicyFault): PolicyLint {
  const { kind, name } = policy;
  const location = locateText(policy, field, at);
  return { code, severity: 'error', policy: { kind, name }, message, location };
}

function lint(
  compiled: CompiledPolicy,
  code: string,
  severity: PolicyLint['severity'],
  { field, message }: Omit<Complaint, 'object'>,
): PolicyLint {
  const { object } = compiled.policy;
  return {
    code,
    severity,
    policy: nameOfPolicy(compiled, undefined),
    message,
    location: locate(object, field),
  };
}

function lintMatch(compiled: CompiledPolicy): readonly PolicyLint[] {
  const { match, policy } = compiled;
  const found: PolicyLint[] = [];
  if (policy.ignoresErrors)
    found.push(
      lint(compiled, 'ignores-errors', 'warning', {
        field: ['spec', 'failurePolicy'],
        message: 'failurePolicy is Ignore: whatever cannot be evaluated is admitted',
      }),
    );
  if (match?.type !== 'resources' || policy.action !== 'validate') return found;
  const field = ['spec', 'matchConstraints', 'resourceRules'];
  const readsContainers = JSON.stringify(policy.object.body['spec']).includes('ontainers');
  const { rules } = match;
  if (covers(rules, '') && readsContainers && !covers(rules, 'ephemeralcontainers'))
    found.push(
      lint(compiled, 'ephemeral-containers', 'warning', {
        field,
        message:
          'rules for "pods" are not asked about "pods/ephemeralcontainers": such containers can be added afterwards',
      }),
    );
  const isUpdateMissing = rules.some(
    ({ operations }) => operations.includes('CREATE') && !/UPDATE|\*/.test(operations.join(' ')),
  );
  if (isUpdateMissing)
    found.push(
      lint(compiled, 'no-update', 'info', {
        field,
        message: 'a rule is about CREATE alone: what is updated afterwards is not judged',
      }),
    );
  return found;
}

function covers(rules: readonly ResourceRule[], part: string): boolean {
  return rules.some((rule) => coversPart(rule, part));
}

function coversPart({ resources, groups }: ResourceRule, part: string): boolean {
  if (!groups.includes('') && !groups.includes('*')) return false;
  const wanted = part === '' ? ['pods'] : [`pods/${part}`, 'pods/*', '*/*', `*/${part}`];
  return resources.some((one) => wanted.includes(one));
}

function lintBinding(compiled: CompiledPolicy, { bindings }: PolicySet): readonly PolicyLint[] {
  const { flavour, object } = compiled.policy;
  if (flavour !== 'admission') return [];
  const isBound = bindings.some(
    (one) => one.policyName === object.name && one.object.kind === `${object.kind}Binding`,
  );
  if (isBound) return [];
  const message = 'no binding names this policy here: by itself it does nothing';
  return [lint(compiled, 'unbound', 'warning', { field: ['metadata', 'name'], message })];
}

function lintVariables(compiled: CompiledPolicy): readonly PolicyLint[] {
  if (compiled.faults.length > 0) return [];
  const read = new Set(
    expressionsOf(compiled).flatMap(({ program }) =>
      program.readings.map(({ variable }) => variable),
    ),
  );
  return compiled.variables
    .filter(({ name }) => !read.has(`variables.${name}`))
    .map(({ name, expression }) =>
      lint(compiled, 'unused-variable', 'info', {
        field: expression.source.field,
        message: `nothing reads the variable "${name}"`,
      }),
    );
}

/** Every expression of a policy. */
export function expressionsOf(compiled: CompiledPolicy): readonly Expression[] {
  const named = [
    ...compiled.conditions,
    ...compiled.variables,
    ...compiled.auditAnnotations,
    ...compiled.targetConditions,
  ];
  return [
    ...named.map(({ expression }) => expression),
    ...compiled.validations.flatMap(({ expression, messageExpression }) =>
      messageExpression === undefined ? [expression] : [expression, messageExpression],
    ),
    ...compiled.mutations.map(({ expression }) => expression),
    ...compiled.generations.flatMap(({ expression, template }) => [
      ...(expression === undefined ? [] : [expression]),
      ...(template === undefined ? [] : template.expressions.values()),
    ]),
  ];
}

/** Expressions that read nothing say the same of every object. */
function lintConstants(compiled: CompiledPolicy): readonly PolicyLint[] {
  const judged = [
    ...compiled.validations.map(({ expression }) => ['validation', expression] as const),
    ...compiled.conditions.map(({ expression }) => ['match condition', expression] as const),
  ];
  return judged.flatMap(([what, expression]) => {
    if (expression.program.readings.length > 0) return [];
    const { result } = expression.run(() => undefined, 100_000);
    if (typeof result !== 'boolean') return [];
    const code = result ? 'always-true' : 'always-false';
    const message = `the ${what} is always ${String(result)}, whatever the object is`;
    return [lint(compiled, code, 'warning', { field: expression.source.field, message })];
  });
}

/** Comprehensions within one another: each level multiplies what an expression costs. */
function lintCosts(compiled: CompiledPolicy): readonly PolicyLint[] {
  return expressionsOf(compiled).flatMap((expression) => {
    const depth = loopDepth(expression.program.ast, 0);
    if (depth < 3) return [];
    const message = `${depth} loops stand within one another: on long lists the cost limit of 1,000,000 is near`;
    return [lint(compiled, 'costly', 'warning', { field: expression.source.field, message })];
  });
}

const loops = new Set([
  'all',
  'exists',
  'exists_one',
  'existsOne',
  'map',
  'filter',
  'transformList',
  'transformMap',
  'transformMapEntry',
]);

function loopDepth(node: Ast, level: number): number {
  if (level > 200) return 0;
  if (node.type === 'call') {
    const isLoop = node.target !== undefined && loops.has(node.name) && node.args.length >= 2;
    const inner = Math.max(0, ...node.args.map((one) => loopDepth(one, level + 1)));
    const target = node.target === undefined ? 0 : loopDepth(node.target, level + 1);
    return Math.max(inner + (isLoop ? 1 : 0), target);
  }
  return Math.max(0, ...childrenOf(node).map((one) => loopDepth(one, level + 1)));
}
