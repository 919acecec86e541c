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
  const starts = triggers.flatMap((trigger) => releaseStart(trigger) ?? []);
  const [first] = starts;
  if (first !== undefined) {
    const known = starts.every(({ sample }) => sample !== undefined);
    const samples = known ? starts.flatMap(({ sample }) => sample ?? []) : [];
    return { because: first.because, samples };
  }
  const step = job.steps.find(
    ({ uses, inputs }) => uses !== undefined && publishes(uses.source, inputs),
  );
  return step?.uses === undefined ? undefined : { because: step.uses.source, samples: [] };
}

interface Start {
  readonly because: string;
  readonly sample?: Lookup;
}

function releaseStart({ name, kind, settings }: Trigger): Start | undefined {
  if (kind === 'release') return { because: 'release', sample: tagged('release') };
  if (name.value !== 'push') return undefined;
  const keys = new Set(entriesOf(settings).map((entry) => keyOf(entry).value));
  if (keys.has('tags') || keys.has('tags-ignore'))
    return { because: 'push of a tag', sample: tagged('push') };
  const branches = stringsOf(entryOf(settings, 'branches')?.value);
  const release = branches.find(({ value }) => value.toLowerCase().includes('release'));
  return release === undefined ? undefined : { because: `push to ${release.value}` };
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

/** The text of an input in all samples of a release, where it is the same; `undefined` where it is not known. */
export function valueInRelease(
  { node, value }: { readonly node?: Parameters<typeof scalarOf>[0]; readonly value: string },
  { samples }: Release,
): string | undefined {
  const scalar = scalarOf(node);
  if (scalar === undefined || !value.includes('${{')) return value;
  const [expression, second] = expressionsIn(scalar);
  if (expression?.tree === undefined || second !== undefined) return undefined;
  if (value.trim().length !== expression.end - expression.start) return undefined;
  return sameInAll(expression.tree, samples);
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
