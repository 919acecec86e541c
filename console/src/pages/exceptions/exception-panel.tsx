import { type ReactNode, useState } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useMay, useRead, useSession } from '../../api/hooks.ts';
import { Button } from '../../parts/button.tsx';
import { visible } from '../../parts/name.tsx';
import { Facts, Loaded, Section } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { countOf, wordOf } from '../../parts/words.ts';
import { type Decision, DecisionDialog } from './decision-dialog.tsx';
import { State } from './exception-state.tsx';
import { scopeText } from './scope-text.ts';

type Exception = AnswerOf<'readException'>;

/** One exception, and the decision about it. */
export function ExceptionPanel(props: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactNode {
  const read = useRead('readException', { params: { id: props.id } });
  const [decision, setDecision] = useState<Decision>();
  const exception = read.data;
  return (
    <SidePanel
      label="Exception"
      onClose={props.onClose}
      head={
        <>
          {exception === undefined ? undefined : <State state={exception.state} />}
          <h2>
            Exception for <bdi>{visible(exception?.scope.rule ?? '')}</bdi>
          </h2>
        </>
      }
      foot={
        exception === undefined ? undefined : <Acts exception={exception} onDecide={setDecision} />
      }
    >
      <Loaded of={read}>{(answer) => <Body exception={answer} />}</Loaded>
      {decision === undefined || exception === undefined ? undefined : (
        <DecisionDialog
          exception={exception}
          decision={decision}
          onClose={() => setDecision(undefined)}
        />
      )}
    </SidePanel>
  );
}

function Body({ exception }: { readonly exception: Exception }): ReactNode {
  return (
    <>
      <p className="lead">
        <bdi>{visible(exception.reason)}</bdi>
      </p>
      <Section title="What it covers">
        <p>
          <bdi>{visible(scopeText(exception.scope))}</bdi>:{' '}
          <To
            href={addressOf('/findings', {
              rule: exception.scope.rule,
              state: ['open', 'acknowledged', 'excepted'],
            })}
          >
            {countOf(exception.findings, 'finding')}
          </To>
        </p>
      </Section>
      <Section title="Terms">
        <Facts
          facts={[
            ['Reason', wordOf(exception.justification)],
            ['Ends', exception.ends.map(wordOf).join(', or ')],
            [
              'Last day',
              exception.expires === undefined ? undefined : <Time key="x" at={exception.expires} />,
            ],
            [
              'Ended because',
              exception.endedReason === undefined ? undefined : (
                <bdi key="e">{visible(exception.endedReason)}</bdi>
              ),
            ],
            [
              'Evidence',
              exception.evidence === undefined ? undefined : (
                <bdi key="v">{visible(exception.evidence)}</bdi>
              ),
            ],
          ]}
        />
      </Section>
      <People exception={exception} />
    </>
  );
}

function People({ exception }: { readonly exception: Exception }): ReactNode {
  return (
    <Section title="People">
      <Facts
        facts={[
          ['Owner', <bdi key="o">{visible(exception.owner)}</bdi>],
          [
            'Asked by',
            <span key="r">
              <bdi>{visible(exception.requestedBy)}</bdi>, <Time at={exception.requested} />
            </span>,
          ],
          [
            'Approved by',
            exception.approvedBy === undefined ? undefined : (
              <span key="a">
                <bdi>{visible(exception.approvedBy)}</bdi>, <Time at={exception.approved} />
              </span>
            ),
          ],
        ]}
      />
    </Section>
  );
}

function Acts(props: {
  readonly exception: Exception;
  readonly onDecide: (decision: Decision) => void;
}): ReactNode {
  const { exception, onDecide } = props;
  const mayApprove = useMay('exception.approve');
  const me = useSession()?.user.name;
  if (!mayApprove)
    return <span className="quiet">Somebody with the role “exception-approver” decides.</span>;
  if (exception.state === 'active')
    return (
      <Button kind="danger" onPress={() => onDecide('end')}>
        End now
      </Button>
    );
  if (exception.state !== 'requested') return <span className="quiet">It is decided.</span>;
  if (exception.requestedBy === me)
    return <span className="quiet">You asked for it; somebody else must decide.</span>;
  return (
    <>
      <Button kind="first" onPress={() => onDecide('approve')}>
        Approve
      </Button>
      <Button onPress={() => onDecide('reject')}>Reject</Button>
    </>
  );
}
