import { type ReactNode, useState } from 'react';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Facts, Loaded } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { tell } from '../../parts/toasts.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Deliveries } from './deliveries.tsx';
import { DestinationDialog } from './destination-dialog.tsx';
import type { Destination } from './destination-draft.ts';

type Wish =
  | { readonly kind: 'add' }
  | { readonly kind: 'change' | 'remove'; readonly destination: Destination };

/** Destinations with their state: lag, failures and dead letters are visible, and can be sent again. */
export function Destinations(): ReactNode {
  const read = useRead('listDestinations', {}, { everyMs: 10_000 });
  const mayWrite = useMay('destination.write');
  const view = useView();
  const [wish, setWish] = useState<Wish>();
  const logOf = view.one('deliveries');
  return (
    <div className="stack">
      <div className="row spread">
        <p className="quiet">
          Every change is written to an outbox first, and leaves it only when the other side has
          taken it.
        </p>
        {mayWrite ? (
          <Button kind="first" icon="plus" onPress={() => setWish({ kind: 'add' })}>
            Add a destination
          </Button>
        ) : undefined}
      </div>
      <Loaded of={read}>
        {(answer) =>
          answer.items.length === 0 ? (
            <div className="card">
              <EmptyState
                reason="nothing-found"
                title="Nothing leaves this server"
                text="Findings, incidents and audit can go to a SIEM, a chat, a pager or a mailbox."
              />
            </div>
          ) : (
            answer.items.map((one) => (
              <OneDestination key={one.id} destination={one} mayWrite={mayWrite} onWish={setWish} />
            ))
          )
        }
      </Loaded>
      {logOf === undefined ? undefined : (
        <Deliveries id={logOf} onClose={() => view.change({ deliveries: undefined })} />
      )}
      <Wished wish={wish} onClose={() => setWish(undefined)} />
    </div>
  );
}

function Wished(props: {
  readonly wish: Wish | undefined;
  readonly onClose: () => void;
}): ReactNode {
  const { wish, onClose } = props;
  const remove = useAct('removeDestination', ['listDestinations']);
  if (wish === undefined) return undefined;
  if (wish.kind !== 'remove')
    return (
      <DestinationDialog
        destination={wish.kind === 'change' ? wish.destination : undefined}
        onClose={onClose}
      />
    );
  const { id, name } = wish.destination;
  return (
    <ConfirmDialog
      title={`Remove ${visible(name)}`}
      text="What still waits for it is given up."
      act="Remove"
      isBusy={remove.isPending}
      problem={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(
          { params: { id } },
          {
            onSuccess: () => {
              tell('The destination is removed.');
              onClose();
            },
          },
        )
      }
    />
  );
}

const tones: Readonly<Record<string, Tone>> = {
  idle: 'good',
  delivering: 'good',
  retrying: 'medium',
  broken: 'critical',
  off: 'negligible',
};

function OneDestination(props: {
  readonly destination: Destination;
  readonly mayWrite: boolean;
  readonly onWish: (wish: Wish) => void;
}): ReactNode {
  const { destination } = props;
  return (
    <section className="card stack" aria-label={visible(destination.name)}>
      <div className="row spread">
        <div className="row">
          <h2>
            <bdi>{visible(destination.name)}</bdi>
          </h2>
          <Badge tone={tones[destination.state] ?? 'unknown'}>{destination.state}</Badge>
          <span className="quiet">
            {destination.kind}, as {destination.format.toUpperCase()}
          </span>
        </div>
        <Acts {...props} />
      </div>
      {destination.lastError === undefined ? undefined : (
        <p className="notice" data-tone="critical">
          <bdi>{visible(destination.lastError)}</bdi>
        </p>
      )}
      <Facts
        facts={[
          ['Address', <Name key="a" text={destination.address} mono tail={20} />],
          [
            'Waiting',
            destination.waiting === 0 ? (
              'nothing'
            ) : (
              <span key="w">
                {numberText(destination.waiting)}, the oldest from <Time at={destination.oldest} />
              </span>
            ),
          ],
          [
            'Delivered',
            <span key="d">
              {numberText(destination.delivered)}, last <Time at={destination.lastDelivered} />
            </span>,
          ],
          [
            'Dead letters',
            destination.dead === 0 ? (
              'none'
            ) : (
              <b key="x" className="tone-critical">
                {numberText(destination.dead)}
              </b>
            ),
          ],
          [
            'What',
            `${destination.kinds.length === 0 ? 'all kinds' : destination.kinds.map(visible).join(', ')}, from ${destination.minimumSeverity} up`,
          ],
        ]}
      />
    </section>
  );
}

function Acts(props: {
  readonly destination: Destination;
  readonly mayWrite: boolean;
  readonly onWish: (wish: Wish) => void;
}): ReactNode {
  const { destination } = props;
  const view = useView();
  const test = useAct('testDestination', ['listDestinations']);
  const toLog = (
    <Button onPress={() => view.change({ deliveries: destination.id }, 'push')}>Deliveries</Button>
  );
  if (!props.mayWrite) return toLog;
  return (
    <div className="row">
      <Button
        icon="send"
        isBusy={test.isPending}
        onPress={() =>
          test.mutate(
            { params: { id: destination.id } },
            {
              onSuccess: (answer) =>
                tell(
                  `${answer.ok ? 'The test arrived' : 'The test failed'}: ${visible(answer.text)} (${Math.round(answer.durationMs)} ms)`,
                  answer.ok ? 'done' : 'problem',
                ),
              onError: (problem) => tell(problem.message, 'problem'),
            },
          )
        }
      >
        Send a test
      </Button>
      {toLog}
      <Button onPress={() => props.onWish({ kind: 'change', destination })}>Change</Button>
      <Button kind="danger" onPress={() => props.onWish({ kind: 'remove', destination })}>
        Remove
      </Button>
    </div>
  );
}
