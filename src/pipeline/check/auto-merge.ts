import type { SourceRange } from '#model/source-range.ts';
import { bareExpression, expressionsIn } from '../github/expression.ts';
import type { Condition, Job, PipelineSubject } from '../model.ts';
import { scalarOf } from '../yaml-access.ts';
import { botTrusts } from './bot.ts';
import { commandsOfStep, type PlacedStep, wordsOf } from './parts.ts';

/** A step that merges, approves or pushes. */
export interface Merge {
  readonly what: string;
  readonly range: SourceRange;
}

const actions = new Set([
  'ad-m/github-push-action',
  'ahmadnassri/action-dependabot-auto-merge',
  'ana06/automatic-pull-request-review',
  'endbug/add-and-commit',
  'hmarr/auto-approve-action',
  'pascalgn/automerge-action',
  'peter-evans/create-pull-request',
  'peter-evans/enable-pull-request-automerge',
  'stefanzweifel/git-auto-commit-action',
]);

/** What in a step merges or approves; `undefined` when nothing does. */
function mergeOf(subject: PipelineSubject, placed: PlacedStep): Merge | undefined {
  const { uses } = placed.step;
  if (uses !== undefined)
    return actions.has(uses.source.toLowerCase())
      ? { what: uses.source, range: uses.text.range }
      : undefined;
  for (const { command, range } of commandsOfStep(subject, placed, ['gh'])) {
    const [noun, verb = ''] = wordsOf(command);
    if (command.name === 'gh' && noun === 'pr' && (verb === 'merge' || verb === 'review'))
      return { what: `gh pr ${verb}`, range };
  }
  return undefined;
}

/** Whether a condition asks for the last actor. */
function isTrustedByName(condition: Condition | undefined): boolean {
  const scalar = scalarOf(condition?.node);
  if (scalar === undefined) return false;
  const expression = expressionsIn(scalar)[0] ?? bareExpression(scalar);
  return expression.tree !== undefined && botTrusts(expression.tree).length > 0;
}

const authorChecks = new Set([
  'actions-cool/check-user-permission',
  'dependabot/fetch-metadata',
  'fastify/github-action-merge-dependabot',
]);

/** Merges of a job that only the last actor decides about; behind a check of the author everything is fine. */
export function merges(subject: PipelineSubject, job: Job): readonly Merge[] {
  const check = job.steps.findIndex(({ uses }) =>
    authorChecks.has(uses?.source.toLowerCase() ?? ''),
  );
  const before = check < 0 ? job.steps : job.steps.slice(0, check);
  return before
    .filter(({ condition }) => isTrustedByName(condition) || isTrustedByName(job.condition))
    .flatMap((step) => mergeOf(subject, { job, step }) ?? []);
}
