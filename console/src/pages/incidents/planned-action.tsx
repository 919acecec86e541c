import { type ReactNode, useEffect, useRef } from 'react';
import { useAct } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { visible } from '../../parts/name.tsx';
import { Facts, Section } from '../../parts/page.tsx';
import { ErrorState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { capital } from '../../parts/words.ts';
import { actionWord } from './action-words.ts';
import type { ResponseAction } from './incident-detail.ts';

/** What a planned action would do, what it touches and how it is undone; and the button that does it. */
export function PlannedAction(props: {
  readonly action: ResponseAction;
  readonly onClose: () => void;
  readonly onBack: () => void;
}): ReactNode {
  const { action } = props;
  const act = useAct('runAction', ['readIncident', 'listActions']);
  const head = useRef<HTMLParagraphElement>(null);
  useEffect(() => head.current?.focus(), []);
  const isHard = action.impact === 'disrupt';
  function run(): void {
    act.mutate(
      { params: { id: action.id } },
      {
        onSuccess: (done) => {
          tell(
            done.state === 'awaiting-approval'
              ? 'It waits for a second person.'
              : `${actionWord(action.kind)}: ${done.state}.`,
          );
          props.onClose();
        },
      },
    );
  }
  return (
    <div className="stack wide">
      <p ref={head} tabIndex={-1} className="lead">
        <b>{actionWord(action.kind)}</b>. Nothing has happened yet.
      </p>
      <ActionPlan action={action} />
      {act.error === null ? undefined : <ErrorState problem={act.error} />}
      <div className="dialog-foot">
        <Button onPress={props.onBack}>Back</Button>
        <Button onPress={props.onClose}>Leave it planned</Button>
        {action.state === 'planned' ? (
          <Button kind={isHard ? 'danger' : 'first'} isBusy={act.isPending} onPress={run}>
            {isHard ? 'Ask for approval' : 'Run it now'}
          </Button>
        ) : undefined}
      </div>
    </div>
  );
}

/** Steps, reach, undo and refusals of an action. */
export function ActionPlan({ action }: { readonly action: ResponseAction }): ReactNode {
  return (
    <>
      {action.refusals.length === 0 ? undefined : (
        <div className="notice" data-tone={action.state === 'refused' ? 'critical' : 'medium'}>
          <div>
            <p className="strong">
              {action.state === 'refused' ? 'It cannot run' : 'A playbook would not do this'}
            </p>
            <ul>
              {action.refusals.map((text) => (
                <li key={text}>
                  <bdi>{visible(text)}</bdi>
                </li>
              ))}
            </ul>
          </div>
        </div>
      )}
      <Section title="Steps">
        <ol className="steps">
          {action.steps.map((step, at) => (
            <li key={`${at} ${step}`}>
              <bdi>{visible(step)}</bdi>
            </li>
          ))}
        </ol>
      </Section>
      <Section title="What it touches">
        <Facts
          facts={action.blastRadius.map(
            (one) => [capital(visible(one.label)), <bdi key="t">{visible(one.text)}</bdi>] as const,
          )}
        />
        {action.blastRadius.length === 0 ? <p className="quiet">Nothing else.</p> : undefined}
      </Section>
      <Section title="Way back">
        <p>
          {action.undo === undefined ? (
            <Badge tone="high">cannot be undone</Badge>
          ) : (
            <bdi>{capital(visible(action.undo))}</bdi>
          )}
          {action.expires === undefined ? undefined : (
            <>
              {' '}
              It ends by itself <Time at={action.expires} />.
            </>
          )}
        </p>
      </Section>
    </>
  );
}
