import type { ActionKind, ActionRequest, PlaybookLimits } from '#model/response.ts';
import type { Action } from './action/action.ts';
import { actions } from './action/catalogue.ts';
import { subjectOf, type TargetFacts, workloadOf } from './action/facts.ts';
import { formatDuration } from './duration.ts';
import { matchesGlob } from './glob.ts';
import { isHolding, type StoredAction } from './record/table.ts';
import type { Protection } from './settings.ts';

/** Why something may not run. */
export interface Verdict {
  /** Nobody can allow these but by the configuration. */
  readonly forbidden: readonly string[];
  /** A person can go beyond these. */
  readonly limits: readonly LimitHit[];
}
export interface LimitHit {
  readonly text: string;
  /** Weaker action that this limit does not meet. */
  readonly instead: ActionKind;
}

/** Whether the target is something that is never touched. Actions that only look and tell are always allowed. */
export function protectionOf(
  request: ActionRequest,
  action: Action,
  protection: Protection,
): readonly string[] {
  if (action.impact === 'observe') return [];
  return [
    ...hostRefusals(request, protection),
    ...ownRefusals(request, protection),
    ...protectedByName(request, protection),
  ];
}

function hostRefusals({ target }: ActionRequest, { host }: Protection): readonly string[] {
  const isHost = target.container === undefined && target.node === undefined;
  return isHost && !host ? ['it is on the host, not in a container'] : [];
}

function ownRefusals({ target }: ActionRequest, protection: Protection): readonly string[] {
  const { container, cgroupId, pid } = target;
  const refusals: string[] = [];
  if (container !== undefined && protection.containers.includes(container.id))
    refusals.push('the container is part of Caisson');
  if (cgroupId !== undefined && protection.cgroups.includes(cgroupId))
    refusals.push('the cgroup is part of Caisson');
  if (isOwnProcess(pid, container?.rootPid, protection))
    refusals.push('the process is part of Caisson or the first of the host');
  return refusals;
}

function isOwnProcess(
  pid: number | undefined,
  root: number | undefined,
  protection: Protection,
): boolean {
  const all = [pid, root].filter((one) => one !== undefined);
  return all.some((one) => one <= 1 || one === process.pid || protection.pids.includes(one));
}

function protectedByName({ target }: ActionRequest, protection: Protection): readonly string[] {
  const { container } = target;
  const refusals: string[] = [];
  const namespace = container?.pod?.namespace;
  if (namespace !== undefined && protection.namespaces.some((one) => matchesGlob(one, namespace)))
    refusals.push(`namespace ${namespace} is protected`);
  const labels = [container?.labels, container?.pod?.labels];
  const marks = labels.map((all) => all?.[protection.label]).filter((mark) => mark !== undefined);
  if (marks.some((mark) => mark !== 'false')) refusals.push(`it is labelled ${protection.label}`);
  return refusals;
}

/** What limits are asked about. */
export interface LimitQuestion {
  readonly request: ActionRequest;
  readonly action: Action;
  readonly facts: TargetFacts;
  readonly now: number;
  /** Counts those that were only simulated, too: a simulation stops where the real thing would. */
  readonly simulated: boolean;
}

/** Bounds that the request would go beyond, by what was done so far. Only actions that touch the application count. */
export function limitsOf(
  question: LimitQuestion,
  limits: PlaybookLimits,
  done: Iterable<StoredAction>,
): readonly LimitHit[] {
  const { action, request } = question;
  if (action.impact === 'observe' || request.target.container === undefined) return [];
  const counted = [...done].filter((one) => counts(one, question));
  return [...timeLimit(question, limits, counted), ...replicaLimits(question, limits, counted)];
}

function counts({ record, simulated, started }: StoredAction, question: LimitQuestion): boolean {
  if (started === undefined || (simulated && !question.simulated)) return false;
  if (record.state === 'refused' || actions[record.plan.request.kind].impact === 'observe')
    return false;
  return record.plan.request.target.container !== undefined;
}

function timeLimit(
  { request, now }: LimitQuestion,
  limits: PlaybookLimits,
  counted: readonly StoredAction[],
): readonly LimitHit[] {
  const recent = counted.filter(({ started }) => (started ?? 0) > now - limits.perMs);
  const subjects = new Set(recent.map(({ record }) => subjectOf(record.plan.request.target)));
  if (subjects.has(subjectOf(request.target)) || subjects.size < limits.containers) return [];
  return [
    {
      text: `${subjects.size} containers were acted on within ${formatDuration(limits.perMs)}: no more than ${limits.containers} are allowed`,
      instead: 'notify',
    },
  ];
}

function replicaLimits(
  question: LimitQuestion,
  limits: PlaybookLimits,
  counted: readonly StoredAction[],
): readonly LimitHit[] {
  const { request, facts } = question;
  const { container } = request.target;
  if (container === undefined || !takesOut(question)) return [];
  const workload = workloadOf(container);
  const out = new Set(
    counted
      .filter((one) => isOut(one, question))
      .map(({ record }) => record.plan.request.target)
      .filter((one) => one.container !== undefined && workloadOf(one.container) === workload)
      .map(subjectOf),
  );
  out.add(subjectOf(request.target));
  return [
    ...readyLimit(facts.ready, out.size, limits.keepReady),
    ...shareLimit(facts.ready, out.size, limits.perWorkload),
  ];
}

/** Killing the first process ends the container. */
function takesOut({ action, facts }: LimitQuestion): boolean {
  return action.takesOut || (action.kind === 'kill-process' && facts.isFirstProcess);
}

/** Whether another action keeps a replica from serving now; what was simulated is taken to last its time. */
function isOut(one: StoredAction, { now }: LimitQuestion): boolean {
  const { kind } = one.record.plan.request;
  if (!actions[kind].takesOut) return false;
  return isHolding(one) || (one.simulated && (one.expires ?? 0) > now);
}

function readyLimit(
  ready: number | undefined,
  out: number,
  keepReady: number,
): readonly LimitHit[] {
  if (keepReady === 0) return [];
  const left = (ready ?? 1) - out;
  if (left >= keepReady) return [];
  const text =
    ready === undefined
      ? 'nobody knows whether another replica is ready'
      : `${Math.max(0, left)} ready replicas would be left of ${ready}: ${keepReady} must stay`;
  return [{ text, instead: 'deny-exec' }];
}

function shareLimit(ready: number | undefined, out: number, share: number): readonly LimitHit[] {
  if (ready === undefined) return [];
  // At least one: a share of a few replicas would be none.
  const most = Math.max(1, Math.floor(ready * share));
  if (out <= most) return [];
  const text = `${out} of ${ready} replicas of the workload would be held: no more than ${most} are allowed`;
  return [{ text, instead: 'deny-exec' }];
}

/** An action that may stop the application is `disrupt`, whatever it does elsewhere. */
export function impactOf(action: Action, facts: TargetFacts, limits: readonly LimitHit[]) {
  if (action.impact !== 'contain') return action.impact;
  const stopsService = limits.some(({ instead }) => instead === 'deny-exec');
  return stopsService || (action.takesOut && facts.ready === 1) ? 'disrupt' : 'contain';
}
