import type { SourceRange } from '#model/source-range.ts';
import { contextPath } from '../github/context-path.ts';
import { expressionsIn, rangeOfNode } from '../github/expression.ts';
import type { BinaryNode, ExpressionNode } from '../github/expression-node.ts';
import { isFixedWord } from '../github/fixed-word.ts';
import { matrixValues } from '../github/matrix.ts';
import type { Flow, Job, PipelineSubject, Step, Variable } from '../model.ts';
import { entryOf, mapOf, scalarOf } from '../yaml-access.ts';
import { type PlacedStep, stepsOf } from './parts.ts';

/** A context in program text that is not known to be harmless, and of which no outsider is known either. */
export interface OpenExpansion {
  readonly text: string;
  readonly range: SourceRange;
  readonly job: Job;
}

/** All of a file, without what `Pipeline.flows` already names. */
export function openExpansions(subject: PipelineSubject): readonly OpenExpansion[] {
  const isFlow = flowPlaces(subject.pipeline?.flows ?? []);
  const known = {
    closed: closedInputs(subject),
    isStatic: staticNames(subject),
    isComputed: computedMembers(),
  };
  return stepsOf(subject).flatMap((placed) =>
    placed.step.scripts.flatMap(({ node }) => {
      const scalar = scalarOf(node);
      if (scalar?.text.includes('${{') !== true) return [];
      return expressionsIn(scalar).flatMap((expression) => {
        if (expression.tree === undefined) return [];
        return openNodes(expression.tree)
          .filter((each) => isOpen(each, placed, known))
          .map(({ start, end }) => ({
            text: expression.text.slice(start, end).trim(),
            range: rangeOfNode(expression, { start, end }),
            job: placed.job,
          }))
          .filter(({ range }) => !isFlow(range));
      });
    }),
  );
}

function flowPlaces(flows: readonly Flow[]): (range: SourceRange) => boolean {
  const starts = new Set(flows.map(({ range }) => range.start));
  return ({ start }) => starts.has(start);
}

const writing = new Set(['tojson', 'format', 'join']);

/** The contexts whose text may be a part of what an expression gives; what a bare call gives is its own. */
function openNodes(node: ExpressionNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case 'group':
      return openNodes(node.inner);
    case 'name':
    case 'property':
    case 'index':
    case 'star':
      return [node];
    case 'call':
      return writing.has(node.name.toLowerCase()) ? node.args.flatMap(openNodes) : [];
    case 'binary':
      return openParts(node);
    default:
      return [];
  }
}

function openParts({ operator, left, right }: BinaryNode): readonly ExpressionNode[] {
  if (operator === '&&') return openNodes(right);
  return operator === '||' ? [...openNodes(left), ...openNodes(right)] : [];
}

/** What the file says of names. */
interface Declared {
  /** Inputs that take only certain values. */
  readonly closed: ReadonlySet<string>;
  /** Whether the nearest `env` that holds a name gives it a text without expressions. */
  readonly isStatic: (name: string, placed: PlacedStep) => boolean;
  /** Whether an expression decides about a member of the matrix. */
  readonly isComputed: (job: Job, path: readonly string[]) => boolean;
}

function isOpen(
  node: ExpressionNode,
  placed: PlacedStep,
  { closed, isStatic, isComputed }: Declared,
): boolean {
  const path = contextPath(node);
  if (path === undefined) return true;
  const [root, first = '', second] = path;
  switch (root) {
    case 'secrets':
      return false;
    case 'needs':
      return second !== 'result';
    case 'steps':
      return second !== 'outcome' && second !== 'conclusion';
    case 'inputs':
      return !closed.has(first);
    case 'env':
      return !isStatic(first, placed);
    case 'matrix':
      return isComputed(placed.job, path.slice(1));
    default:
      return !isFixedWord(path);
  }
}

function staticNames({ pipeline }: PipelineSubject): Declared['isStatic'] {
  const known = new Map<readonly Variable[], ReadonlyMap<string, boolean>>();
  function namesOf(variables: readonly Variable[]): ReadonlyMap<string, boolean> {
    const before = known.get(variables);
    if (before !== undefined) return before;
    const names = new Map(
      variables.map(({ name, value }) => [name.value.toLowerCase(), !value.includes('${{')]),
    );
    known.set(variables, names);
    return names;
  }
  return (name, { job, step }) => {
    const all = [step.variables, job.variables, pipeline?.variables ?? []];
    return all.map((each) => namesOf(each).get(name)).find((each) => each !== undefined) === true;
  };
}

function computedMembers(): Declared['isComputed'] {
  const known = new Map<string, boolean>();
  return (job, path) => {
    const key = `${job.range.start} ${path.join('.')}`;
    const answer = known.get(key) ?? isComputedIn(job, path);
    known.set(key, answer);
    return answer;
  };
}

function isComputedIn({ node }: Job, path: readonly string[]): boolean {
  const matrix = entryOf(entryOf(node, 'strategy')?.value, 'matrix')?.value;
  const whole = scalarOf(matrix);
  if (whole !== undefined) return whole.text.includes('${{');
  return matrixValues(mapOf(matrix), path).some(({ text }) => text.includes('${{'));
}

function closedInputs({ github, pipeline }: PipelineSubject): ReadonlySet<string> {
  const declared = [
    entryOf(github?.root, 'inputs')?.value,
    ...(pipeline?.triggers ?? []).map(({ settings }) => entryOf(settings, 'inputs')?.value),
  ];
  return new Set(declared.flatMap(closedNames));
}

function closedNames(inputs: Step['node'] | Parameters<typeof mapOf>[0]): readonly string[] {
  return (mapOf(inputs)?.entries ?? []).flatMap(({ key, value }) => {
    const type = scalarOf(entryOf(value, 'type')?.value)?.text ?? 'string';
    return key.kind === 'scalar' && type !== 'string' ? [key.text.toLowerCase()] : [];
  });
}
