import type { YamlNode } from '#yaml/node.ts';
import type { Job, SecretUse, Step } from '../model.ts';
import { entryOf, scalarOf } from '../yaml-access.ts';
import { anyMember, contextPath } from './context-path.ts';
import { type Expression, rangeOfExpression, rangeOfNode } from './expression.ts';
import { childrenOf, type ExpressionNode } from './expression-node.ts';
import type { WrittenPipeline } from './workflow.ts';

/** Every place where a secret is read, in the order of the file; the token of the run is `GITHUB_TOKEN`. */
export function secretUsesOf(
  pipeline: WrittenPipeline,
  expressions: readonly Expression[],
): readonly SecretUse[] {
  const inExpressions = expressions.flatMap((expression) => usesIn(expression, pipeline));
  const inherited = pipeline.jobs.flatMap((job): readonly SecretUse[] => {
    const value = scalarOf(entryOf(job.node, 'secrets')?.value);
    return value?.text === 'inherit' ? [{ name: '*', range: value.range, where: 'call', job }] : [];
  });
  return [...inExpressions, ...inherited].toSorted((a, b) => a.range.start - b.range.start);
}

function usesIn(expression: Expression, { jobs }: WrittenPipeline): readonly SecretUse[] {
  const { tree } = expression;
  if (tree === undefined || !expression.text.toLowerCase().includes('secrets')) return [];
  const { start } = rangeOfExpression(expression);
  const job = jobs.find((each) => holds(each, start));
  const step = job?.steps.find((each) => holds(each, start));
  const where = placeOf(expression, job, step);
  return secretNodes(tree).map(({ name, node }) => ({
    name,
    range: rangeOfNode(expression, node),
    where,
    ...(job !== undefined && { job }),
    ...(step !== undefined && { step }),
  }));
}

interface Named {
  readonly name: string;
  readonly node: ExpressionNode;
}

/** The outermost nodes that read the `secrets` context. */
function secretNodes(node: ExpressionNode): readonly Named[] {
  const path = contextPath(node);
  if (path?.[0] === 'secrets') {
    const name = path[1] ?? anyMember;
    return [{ name: name.toUpperCase(), node }];
  }
  return childrenOf(node).flatMap(secretNodes);
}

function holds({ range }: Job | Step, offset: number): boolean {
  return range.start <= offset && offset < range.end;
}

function placeOf(
  { scalar, bare }: Expression,
  job: Job | undefined,
  step: Step | undefined,
): SecretUse['where'] {
  if (bare) return 'condition';
  const ofStep = step === undefined ? undefined : placeInStep(scalar, step);
  if (ofStep !== undefined) return ofStep;
  if (job === undefined || hasValue(job.variables, scalar)) return 'variable';
  return job.call === undefined ? 'other' : 'call';
}

function placeInStep(scalar: YamlNode, step: Step): SecretUse['where'] | undefined {
  if (step.scripts.some(({ node }) => node === scalar)) return 'script';
  if (hasValue(step.variables, scalar)) return 'variable';
  return hasValue(step.inputs, scalar) ? 'input' : undefined;
}

function hasValue(variables: readonly { readonly node?: YamlNode }[], scalar: YamlNode): boolean {
  return variables.some(({ node }) => node === scalar);
}
