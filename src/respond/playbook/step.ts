import { isCaissonError } from '#kit/error.ts';
import type {
  ActionKind,
  ActionPlan,
  ActionRecord,
  ActionRequest,
  PlaybookStep,
} from '#model/response.ts';
import { present } from '../present.ts';
import type { ActionTerms } from '../record/body.ts';
import type { Responder } from '../responder.ts';
import { isDestroying } from './read.ts';
import type { PlaybookRun } from './run-table.ts';

/** How a step ended. */
export interface StepOutcome {
  readonly text: string;
  /** What a person should decide. */
  readonly ask?: string;
  /** The rest must not be done. */
  readonly stop?: boolean;
}

const releases = { thaw: 'freeze', release: 'quarantine-network' } as const;

/** Takes the step that comes next. Throws nothing: what goes wrong is an outcome. */
export async function runStep(run: PlaybookRun, responder: Responder): Promise<StepOutcome> {
  const step = run.playbook.steps[run.next];
  if (step === undefined) return { text: 'nothing left' };
  try {
    if (step.action === 'thaw' || step.action === 'release')
      return await letGo(run, releases[step.action], responder);
    if (isDestroying(step.action) && !hasEvidence(run, responder))
      return {
        text: `${step.action}: left out, as no evidence was taken`,
        ask: 'no evidence could be taken',
        stop: true,
      };
    return await act(run, step.action, step, responder);
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    // The journal cannot be written: nothing may happen that it does not have.
    if (error.code === 'host.io' || error.code.startsWith('integrity.')) throw error;
    return { text: `${step.action}: ${error.message}`, ask: error.message };
  }
}

async function act(
  run: PlaybookRun,
  kind: ActionKind,
  step: PlaybookStep,
  responder: Responder,
): Promise<StepOutcome> {
  const terms = termsOf(run);
  const id = `${run.id}-${run.next}`;
  const plan = await responder.plan(requestOf(run, kind, step), terms, id);
  const record = await runGranted(run, plan, responder);
  const outcome = outcomeOf(kind, record);
  const { instead } = record.plan;
  if (record.state !== 'refused' || instead === undefined) return outcome;
  const weaker = await degrade(run, instead, responder);
  return { text: `${outcome.text}; ${weaker}`, ask: `${outcome.text}; ${weaker}` };
}

/** A limit was met: the weaker action, and a person is asked for the rest. */
async function degrade(run: PlaybookRun, kind: ActionKind, responder: Responder): Promise<string> {
  // Telling people is what happens in any case.
  if (kind === 'notify') return 'a person is asked';
  const terms = termsOf(run);
  const step = { action: kind, options: {} };
  const id = `${run.id}-${run.next}-instead`;
  const plan = await responder.plan(requestOf(run, kind, step), terms, id);
  const record = await runGranted(run, plan, responder);
  return `instead ${outcomeOf(kind, record).text}`;
}

/** Undoes what this run holds of a kind. */
async function letGo(
  run: PlaybookRun,
  kind: ActionKind,
  responder: Responder,
): Promise<StepOutcome> {
  const held = ownActions(run, responder).filter(
    ({ plan, state }) => plan.request.kind === kind && (state === 'active' || state === 'undoing'),
  );
  for (const { plan } of held) await responder.undo(plan.id, `playbook/${run.playbook.name}`);
  return { text: held.length === 0 ? `no ${kind} to undo` : `${kind} undone` };
}

function requestOf(run: PlaybookRun, kind: ActionKind, step: PlaybookStep): ActionRequest {
  return {
    kind,
    target: run.target,
    options: step.options,
    reason: run.incidentTitle,
    incident: run.incident,
    requestedBy: `playbook/${run.playbook.name}`,
    ...present({ ttlMs: step.ttlMs }),
  };
}

function termsOf({ playbook, simulate }: PlaybookRun): ActionTerms {
  return { limits: playbook.limits, onExpiry: playbook.onExpiry, simulate };
}

/** Automatic playbooks are the policy; of those that wait for people, everybody who agreed is named. */
function runGranted(
  run: PlaybookRun,
  plan: ActionPlan,
  responder: Responder,
): Promise<ActionRecord> {
  const terms = termsOf(run);
  if (run.approvals.length > 0) {
    for (const approval of run.approvals) responder.grant(plan, approval, terms);
    return responder.run(plan, undefined, terms);
  }
  const policy = { by: 'policy', name: plan.request.requestedBy } as const;
  return responder.run(plan, { ...policy, time: responder.ledger.now }, terms);
}

function hasEvidence(run: PlaybookRun, responder: Responder): boolean {
  return ownActions(run, responder).some(
    ({ plan, state }) =>
      plan.request.kind === 'snapshot' &&
      (state === 'done' || (run.simulate && state === 'simulated')),
  );
}

function ownActions(run: PlaybookRun, { ledger }: Responder): readonly ActionRecord[] {
  return run.playbook.steps.flatMap((_step, index) => {
    const all = [`${run.id}-${index}`, `${run.id}-${index}-instead`];
    return all.flatMap((id) => ledger.actions.get(id)?.record ?? []);
  });
}

function outcomeOf(kind: ActionKind, { state, history, error }: ActionRecord): StepOutcome {
  const why = error?.message ?? history.at(-1)?.text;
  const text = `${kind}: ${state}${why === undefined ? '' : ` (${why})`}`;
  return state === 'awaiting-approval' || state === 'failed' ? { text, ask: text } : { text };
}
