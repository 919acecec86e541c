import { type ReactNode, useState } from 'react';
import { type RowOf, useAct, useMay, useRows } from '../../api/hooks.ts';
import { Badge, type Tone } from '../../parts/badges.tsx';
import { Button, Choices } from '../../parts/button.tsx';
import { LoadedRows, More } from '../../parts/loaded-rows.tsx';
import { visible } from '../../parts/name.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { telling } from '../../parts/toasts.tsx';
import { countOf } from '../../parts/words.ts';

type Delivery = RowOf<'listDeliveries'>;
const tones: Readonly<Record<string, Tone>> = {
  delivered: 'good',
  dead: 'critical',
  retrying: 'medium',
  waiting: 'low',
  sending: 'accent',
};

/** What was sent to a destination, what waits, and what was given up; the last can be sent again. */
export function Deliveries(props: {
  readonly id: string;
  readonly onClose: () => void;
}): ReactNode {
  const [state, setState] = useState<'all' | 'dead' | 'retrying'>('all');
  const rows = useRows(
    'listDeliveries',
    { params: { id: props.id }, query: state === 'all' ? {} : { state: [state] } },
    { limit: 50 },
  );
  const mayWrite = useMay('destination.write');
  const replay = useAct('replayDeliveries', ['listDeliveries', 'listDestinations']);
  function again(ids: readonly string[] | undefined): void {
    replay.mutate(
      { params: { id: props.id }, body: ids === undefined ? { dead: true } : { ids: [...ids] } },
      telling((answer) => `${countOf(answer.queued, 'record')} wait to be sent again.`),
    );
  }
  return (
    <SidePanel
      label="Deliveries"
      onClose={props.onClose}
      head={<h2>Deliveries</h2>}
      foot={
        mayWrite ? (
          <Button icon="again" isBusy={replay.isPending} onPress={() => again(undefined)}>
            Send all dead letters again
          </Button>
        ) : undefined
      }
    >
      <Choices
        label="State"
        value={state}
        onChange={setState}
        choices={[
          ['all', 'All'],
          ['dead', 'Dead'],
          ['retrying', 'Retrying'],
        ]}
      />
      <LoadedRows
        of={rows}
        empty={<EmptyState reason={state === 'all' ? 'nothing-found' : 'filter-too-narrow'} />}
      >
        {(deliveries) => (
          <ul className="stack">
            {deliveries.map((delivery) => (
              <OneDelivery
                key={delivery.id}
                delivery={delivery}
                onAgain={mayWrite ? () => again([delivery.id]) : undefined}
              />
            ))}
          </ul>
        )}
      </LoadedRows>
      <More of={rows}>More</More>
    </SidePanel>
  );
}

function OneDelivery(props: {
  readonly delivery: Delivery;
  readonly onAgain: (() => void) | undefined;
}): ReactNode {
  const { delivery, onAgain } = props;
  return (
    <li className="card">
      <div className="row spread">
        <span className="row">
          <Badge tone={tones[delivery.state] ?? 'unknown'}>{delivery.state}</Badge>
          <code>{visible(delivery.kind)}</code>
        </span>
        <span className="small quiet">
          <Time at={delivery.created} />
        </span>
      </div>
      {delivery.error === undefined ? undefined : (
        <p className="tone-critical small">
          <bdi>{visible(delivery.error)}</bdi>
        </p>
      )}
      <div className="row spread small quiet">
        <span>
          {countOf(delivery.attempts, 'attempt')}
          {delivery.next === undefined ? (
            ''
          ) : (
            <>
              , next <Time at={delivery.next} />
            </>
          )}
        </span>
        {delivery.state === 'dead' && onAgain !== undefined ? (
          <Button kind="plain" onPress={onAgain}>
            Send again
          </Button>
        ) : undefined}
      </div>
    </li>
  );
}
