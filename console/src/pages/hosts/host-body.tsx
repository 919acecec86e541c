import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { Badge, Tally, type Tone } from '../../parts/badges.tsx';
import { visible } from '../../parts/name.tsx';
import { Facts, Section } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { capital, numberText } from '../../parts/words.ts';
import { SensorState } from './sensor-state.tsx';

type Host = AnswerOf<'readHost'>;

/** Everything about a host: what it is, what its sensor can and cannot, what could not be examined. */
export function HostBody({ host }: { readonly host: Host }): ReactNode {
  return (
    <>
      {host.sensorReason === undefined ? undefined : (
        <div className="notice" data-tone={host.sensor === 'absent' ? 'critical' : 'medium'}>
          <bdi>{visible(host.sensorReason)}</bdi>
        </div>
      )}
      <Section title="Host">
        <Facts
          facts={[
            ['Sensor', <SensorState key="s" sensor={host.sensor} />],
            [
              'Open findings',
              <To key="f" href={addressOf('/findings', { asset: host.id })}>
                <Tally counts={host.findings} isKnown={host.scanned !== undefined} />
              </To>,
            ],
            ['System', host.os === undefined ? undefined : visible(host.os)],
            ['Kernel', host.kernel === undefined ? undefined : visible(host.kernel)],
            ['Cluster', host.cluster === undefined ? undefined : visible(host.cluster)],
            ['Containers', numberText(host.containers)],
            ['Lost events', numberText(host.lost)],
            ['Last seen', <Time key="l" at={host.lastSeen} />],
            ['Scanned', <Time key="c" at={host.scanned} />],
            ...host.facts.map(
              (fact) =>
                [capital(visible(fact.label)), <bdi key="t">{visible(fact.text)}</bdi>] as const,
            ),
          ]}
        />
      </Section>
      <Abilities host={host} />
      <Gaps host={host} />
    </>
  );
}

const tones: Readonly<Record<string, Tone>> = {
  works: 'good',
  on: 'good',
  refused: 'high',
  absent: 'medium',
  missing: 'high',
};

function Abilities({ host }: { readonly host: Host }): ReactNode {
  return (
    <Section title="What the sensor can see here">
      {host.abilities.length === 0 ? (
        <p className="quiet">No sensor has told yet what it can do on this host.</p>
      ) : undefined}
      <ul className="stack">
        {host.abilities.map((one) => (
          <li key={one.id} className="row tight from-top">
            <Badge tone={tones[one.state] ?? 'unknown'}>{visible(one.state)}</Badge>
            <span>
              <bdi className="strong">{visible(one.id)}</bdi>{' '}
              <bdi className="quiet">{visible(one.text)}</bdi>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Gaps({ host }: { readonly host: Host }): ReactNode {
  if (host.gapList.length === 0) return undefined;
  return (
    <Section title="What could not be examined">
      <ul className="stack">
        {host.gapList.slice(0, 50).map((gap, at) => (
          <li key={`${at} ${gap.reason}`}>
            <code>{visible(gap.reason)}</code>{' '}
            {gap.path === undefined ? undefined : <bdi className="mono">{visible(gap.path)}</bdi>}{' '}
            <bdi className="quiet">{visible(gap.detail ?? '')}</bdi>
          </li>
        ))}
      </ul>
    </Section>
  );
}
