import { contextPath } from '../github/context-path.ts';
import { type Expression, expressionsIn } from '../github/expression.ts';
import type { ExpressionNode } from '../github/expression-node.ts';
import { childrenOf } from '../github/expression-node.ts';
import { isAction } from '../github/reference.ts';
import type { Job, PipelineSubject, Step, Trigger } from '../model.ts';
import { scalarOf, variableOf } from '../yaml-access.ts';
import { commandsOfStep, wordsOf } from './parts.ts';

/** A step that brings files of a pull request into the workspace of a privileged run. */
export interface UntrustedCheckout {
  readonly job: Job;
  readonly step: Step;
  /** What is checked out, as written. */
  readonly what: string;
}

const riskyEvents: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
]);

/** Triggers that anybody can cause and whose runs hold secrets. */
export function riskyTriggers({ triggers }: Pick<Job, 'triggers'>): readonly Trigger[] {
  return triggers.filter(({ name }) => riskyEvents.has(name.value));
}

/** All checkouts of foreign code in runs with secrets, in the order of the file. */
export function untrustedCheckouts(subject: PipelineSubject): readonly UntrustedCheckout[] {
  const jobs = subject.pipeline?.jobs ?? [];
  return jobs.flatMap((job) => {
    const mayRun =
      riskyTriggers(job).length > 0 || job.triggers.some(({ kind }) => kind === 'call');
    if (!mayRun || isGuarded(job)) return [];
    return job.steps.flatMap((step) => {
      const what = checkedOut(subject, job, step);
      return what === undefined ? [] : [{ job, step, what }];
    });
  });
}

function checkedOut(subject: PipelineSubject, job: Job, step: Step): string | undefined {
  if (isAction(step.uses, 'actions/checkout')) return foreignRef(subject, job, step);
  for (const { command } of commandsOfStep(subject, { job, step }, ['gh pr checkout', 'git'])) {
    const words = wordsOf(command);
    if (command.name === 'gh' && words[0] === 'pr' && words[1] === 'checkout')
      return 'gh pr checkout';
    const fetched = words.find((word) =>
      /(?:^|[:/+])(?:refs\/)?pull\/.+\/(?:head|merge)/.test(word),
    );
    if (command.name === 'git' && fetched !== undefined) return fetched;
  }
  return undefined;
}

/** The `ref` or `repository` of a checkout when it names what a stranger pushed. */
function foreignRef(subject: PipelineSubject, job: Job, step: Step): string | undefined {
  for (const name of ['ref', 'repository']) {
    const given = variableOf(step.inputs, name);
    const scalar = scalarOf(given?.node);
    if (scalar === undefined || given === undefined) continue;
    const isForeign = expressionsIn(scalar).some((each) => namesHead(each, subject, { job, step }));
    if (isForeign || /refs\/pull\/.*\/(?:head|merge)/.test(given.value)) return given.value;
  }
  return undefined;
}

function namesHead(
  { tree }: Expression,
  subject: PipelineSubject,
  at: { readonly job: Job; readonly step: Step },
): boolean {
  if (tree === undefined) return false;
  if (pathsOf(tree).some(isHeadPath)) return true;
  return subject.github?.taint.ofNode(tree, at).some(({ actor }) => actor === 'outsider') === true;
}

function pathsOf(node: ExpressionNode): readonly (readonly string[])[] {
  const path = contextPath(node);
  if (path !== undefined) return [path];
  return childrenOf(node).flatMap(pathsOf);
}

/** `github.head_ref`, the head of the pull request or of the run that came before, the merge commit, the number. */
function isHeadPath(path: readonly string[]): boolean {
  const [root, second, ...rest] = path;
  if (root === 'steps' || root === 'needs') return headName.test(path.at(-1) ?? '');
  if (root !== 'github') return false;
  return second === 'head_ref' || (second === 'event' && headOfEvent.test(rest.join('.')));
}

/** Outputs whose names say that they hold the head of a pull request. */
const headName = /(?:^|[._-])(?:head|pr|pull)(?:[._-]|$)/;

const headOfEvent =
  /^(?:pull_request$|pull_request\.(?:head|merge_commit_sha|number)|workflow_run$|workflow_run\..*(?:head|pull_requests)|issue\.number|number|check_suite\.head_sha)/;

/** The job runs only for pull requests of the same repository, or after a person with rights has said so. */
function isGuarded({ condition }: Job): boolean {
  if (condition === undefined) return false;
  const text = condition.value.replace(/\s+/g, ' ');
  const sameRepository =
    /head\.repo\.full_name ?== ?github\.repository|github\.repository ?== ?github\.event\.[a-z_.]*(?:head\.repo|head_repository)\.full_name|!github\.event\.pull_request\.head\.repo\.fork|head\.repo\.fork ?== ?false|head_repository\.full_name ?== ?github\.repository/;
  return sameRepository.test(text) && !text.includes('||');
}
