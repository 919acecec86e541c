import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useAct, useMay, useSession } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { telling } from '../../parts/toasts.tsx';
import { actionWord } from './action-words.ts';
import type { IncidentDetail, ResponseAction } from './incident-detail.ts';
import { ActionPlan } from './planned-action.tsx';

const tones: Readonly<Record<string, Tone>> = {
  planned: 'accent',
  'awaiting-approval': 'medium',
  active: 'high',
  running: 'high',
  done: 'good',
  undone: 'negligible',
  expired: 'negligible',
  failed: 'critical',
  refused: 'critical',
};

/** Response actions of the incident with what can be done about each. What was only tried out is folded. */
export function IncidentActions({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { actions } = incident;
  const real = actions.filter((action) => !isTrial(action));
  const trials = actions.filter(isTrial);
  return (
    <Card title="Response">
      {real.length === 0 ? (
        <p className="quiet">
          Nothing was done yet. “Respond” first shows what an action would do, and runs it only when
          you say so.
        </p>
      ) : undefined}
      <Actions of={real} />
      {trials.length === 0 ? undefined : (
        <details>
          <summary>
            {trials.length} {trials.length === 1 ? 'action was' : 'actions were'} only simulated, or
            refused
          </summary>
          <Actions of={trials} />
        </details>
      )}
    </Card>
  );
}

/** Playbooks that may not act write down what they would have done. */
function isTrial({ state }: ResponseAction): boolean {
  return state === 'simulated' || state === 'refused';
}

function Actions({ of }: { readonly of: readonly ResponseAction[] }): ReactNode {
  return (
    <ul>
      {of.map((action) => (
        <li key={action.id} className="action">
          <OneAction action={action} />
        </li>
      ))}
    </ul>
  );
}

function OneAction({ action }: { readonly action: ResponseAction }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <div className="row spread">
        <span className="strong">{actionWord(action.kind)}</span>
        <Badge tone={tones[action.state] ?? 'unknown'}>{action.state.replace('-', ' ')}</Badge>
      </div>
      <span className="small quiet">
        <bdi>{visible(action.requestedBy)}</bdi>: <bdi>{visible(action.reason)}</bdi>
        {action.state === 'active' && action.expires !== undefined ? (
          <>
            {' · ends '}
            <Time at={action.expires} />
          </>
        ) : undefined}
      </span>
      {action.error === undefined ? undefined : (
        <bdi className="small tone-critical">{visible(action.error)}</bdi>
      )}
      <div className="row">
        <Steps action={action} />
        <Button kind="plain" isExpanded={isOpen} onPress={() => setOpen(!isOpen)}>
          {isOpen ? 'Less' : 'What it does'}
        </Button>
      </div>
      {isOpen ? (
        <>
          <ActionPlan action={action} />
          <TimelineList items={historyOf(action)} />
        </>
      ) : undefined}
    </>
  );
}

type Verb = 'runAction' | 'approveAction' | 'undoAction';
const words = { runAction: 'Run', approveAction: 'Approve', undoAction: 'Undo' } as const;

function Steps({ action }: { readonly action: ResponseAction }): ReactNode {
  const mayContain = useMay('response.contain');
  const mayDisrupt = useMay('response.disrupt');
  const me = useSession()?.user.name;
  const verb = verbOf(action);
  if (verb === 'approveAction' && action.requestedBy === me)
    return <span className="small quiet">Somebody else has to approve what you asked for.</span>;
  const isAllowed = verb === 'approveAction' ? mayDisrupt : mayContain;
  return verb === undefined || !isAllowed ? undefined : <Act action={action} verb={verb} />;
}

/** What can be done next about an action. */
function verbOf({ state, undo }: ResponseAction): Verb | undefined {
  if (state === 'planned') return 'runAction';
  if (state === 'awaiting-approval') return 'approveAction';
  const isUndoable = undo !== undefined && /^(?:active|running|done)$/u.test(state);
  return isUndoable ? 'undoAction' : undefined;
}

function Act(props: { readonly action: ResponseAction; readonly verb: Verb }): ReactNode {
  const { action, verb } = props;
  const act = useAct(verb, ['readIncident', 'listActions']);
  const kind = action.impact === 'disrupt' ? ('danger' as const) : ('first' as const);
  return (
    <Button
      {...(verb === 'undoAction' ? {} : { kind })}
      isBusy={act.isPending}
      label={`${words[verb]}: ${actionWord(action.kind)}`}
      onPress={() =>
        act.mutate(
          { params: { id: action.id } },
          telling(
            (done: AnswerOf<Verb>) =>
              `${actionWord(action.kind)}: ${done.state.replace('-', ' ')}.`,
          ),
        )
      }
    >
      {words[verb]}
    </Button>
  );
}

function historyOf(action: ResponseAction): Parameters<typeof TimelineList>[0]['items'] {
  return action.history
    .map((one) => ({
      time: one.time,
      kind: 'action',
      text: one.text === undefined ? one.state : `${one.state}: ${one.text}`,
      by: one.by,
    }))
    .toReversed();
}
