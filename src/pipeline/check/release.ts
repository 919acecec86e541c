import { entriesOf } from '#yaml/read.ts';
import { evaluate, isTruthy, type Lookup, textOfValue } from '../github/evaluate.ts';
import { bareExpression, expressionsIn } from '../github/expression.ts';
import type { ExpressionNode } from '../github/expression-node.ts';
import type { Job, Pipeline, Trigger } from '../model.ts';
import { publishes } from '../table/publishers.ts';
import { entryOf, keyOf, scalarOf, stringsOf } from '../yaml-access.ts';

/** Why a job is taken for one that publishes. */
export interface Release {
  readonly because: string;
  /** What contexts hold in such a run, as samples; empty when it is not known how it starts. */
  readonly samples: readonly Lookup[];
}

/** Whether a job publishes: by what starts it, or by what it does. */
export function releaseOf({ triggers }: Pipeline, job: Job): Release | undefined {
  const starts = triggers.flatMap(releaseStarts);
  const [first] = starts;
  if (first !== undefined)
    return { because: first.because, samples: starts.map(({ sample }) => sample) };
  const step = job.steps.find(
    ({ uses, inputs }) => uses !== undefined && publishes(uses.source, inputs),
  );
  return step?.uses === undefined ? undefined : { because: step.uses.source, samples: [] };
}

interface Start {
  readonly because: string;
  readonly sample: Lookup;
}

function releaseStarts({ name, kind, settings }: Trigger): readonly Start[] {
  if (kind === 'release') return [{ because: 'release', sample: tagged('release') }];
  if (name.value !== 'push') return [];
  const keys = new Set(entriesOf(settings).map((entry) => keyOf(entry).value));
  const tags = keys.has('tags') || keys.has('tags-ignore');
  const branches = stringsOf(entryOf(settings, 'branches')?.value);
  const release = branches.find(({ value }) => value.toLowerCase().includes('release'));
  return [
    ...(tags ? [{ because: 'push of a tag', sample: tagged('push') }] : []),
    ...(release === undefined
      ? []
      : [{ because: `push to ${release.value}`, sample: pushed(release.value) }]),
  ];
}

/** What contexts hold when a push to a branch starts the run; nothing of its name where it is a pattern. */
function pushed(branch: string): Lookup {
  const values = new Map([
    ['github.ref_type', 'branch'],
    ['github.event_name', 'push'],
  ]);
  values.set('github.ref', `refs/heads/${branch}`).set('github.ref_name', branch);
  return (path) => values.get(path.join('.'));
}

/** What contexts hold when a tag starts the run. */
function tagged(event: string): Lookup {
  const values = new Map([
    ['github.ref', 'refs/tags/v1.2.3'],
    ['github.ref_name', 'v1.2.3'],
    ['github.ref_type', 'tag'],
    ['github.event_name', event],
  ]);
  return (path) => values.get(path.join('.'));
}

/**
 * The text of an input in all samples of a release, where it is the same; `undefined` where it is not known, also where the
 * input depends on something else than what kind of run it is: a branch of some name can be released too.
 */
export function valueInRelease(
  { node, value }: { readonly node?: Parameters<typeof scalarOf>[0]; readonly value: string },
  { samples }: Release,
): string | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined || !value.includes('${{')) return value;
  const [expression, second] = expressionsIn(scalar);
  if (expression?.tree === undefined || second !== undefined) return undefined;
  if (value.trim().length !== expression.end - expression.start) return undefined;
  const same = sameInAll(expression.tree, samples);
  const asks = /\btags?\b|ref_type|event_name/i.test(expression.text);
  return asks || evaluate(expression.tree) !== undefined ? same : undefined;
}

function sameInAll(tree: ExpressionNode, samples: readonly Lookup[]): string | undefined {
  const constant = evaluate(tree);
  if (constant !== undefined) return textOfValue(constant);
  const values = samples.map((sample) => evaluate(tree, sample));
  const [first] = values;
  const same = first !== undefined && values.every((each) => each === first);
  return same ? textOfValue(first) : undefined;
}

/** Whether a step surely does not run in a release. */
export function isSkippedInRelease(
  condition: { readonly node?: Parameters<typeof scalarOf>[0] } | undefined,
  { samples }: Release,
): boolean {
  const scalar = scalarOf(condition?.node);
  if (scalar === undefined) return false;
  const expression = expressionsIn(scalar)[0] ?? bareExpression(scalar);
  const { tree } = expression;
  if (tree === undefined) return false;
  const constant = evaluate(tree);
  if (constant !== undefined) return !isTruthy(constant);
  if (samples.length === 0) return false;
  return samples.every((sample) => {
    const value = evaluate(tree, sample);
    return value !== undefined && !isTruthy(value);
  });
}
