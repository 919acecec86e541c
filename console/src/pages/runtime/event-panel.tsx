import type { ReactNode } from 'react';
import type { RowOf } from '../../api/hooks.ts';
import { Badge, Severity } from '../../parts/badges.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Facts, Section } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { shortId } from '../../parts/places.ts';
import { exactTime } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { WorkloadLink } from '../../parts/where.tsx';

/** One event in full. */
export function EventPanel(props: {
  readonly event: RowOf<'listEvents'>;
  readonly onClose: () => void;
}): ReactNode {
  const { event } = props;
  return (
    <SidePanel
      label="Event"
      onClose={props.onClose}
      head={
        <>
          <div className="row">
            <Badge tone="accent">{visible(event.kind)}</Badge>
            {event.rule === undefined ? undefined : (
              <Severity severity={event.severity ?? 'unknown'} />
            )}
          </div>
          <h2>
            <bdi className="mono">{visible(event.process)}</bdi>
          </h2>
        </>
      }
      foot={
        <To
          className="button"
          href={addressOf('/runtime', {
            tab: 'events',
            container: event.container,
            node: event.node,
          })}
        >
          All of this container
        </To>
      }
    >
      {event.arguments === undefined ? undefined : (
        <p className="command mono">
          <bdi>{visible(event.arguments)}</bdi>
        </p>
      )}
      <Section title="Event">
        <Facts
          facts={[
            ['Time', exactTime(event.time)],
            ['Process', `${visible(event.process)}, pid ${event.pid}`],
            [
              'Program',
              event.exe === undefined ? undefined : <Name key="e" text={event.exe} mono />,
            ],
            [
              'File',
              event.path === undefined ? undefined : (
                <Name key="p" text={event.path} mono canCopy />
              ),
            ],
            [
              'Peer',
              event.peer === undefined ? undefined : (
                <Name key="r" text={event.peer} mono canCopy />
              ),
            ],
            ['Rule', event.rule === undefined ? undefined : visible(event.rule)],
            ['Workload', <WorkloadLink key="w" workload={event.workload} />],
            [
              'Container',
              event.container === undefined ? undefined : (
                <span key="c" className="row tight">
                  <bdi className="mono">{visible(shortId(event.container))}</bdi>
                  <Copy text={event.container} what="container id" />
                </span>
              ),
            ],
            ['Host', <Name key="n" text={event.node} />],
            ['Known here', exactTime(event.received)],
          ]}
        />
      </Section>
    </SidePanel>
  );
}
