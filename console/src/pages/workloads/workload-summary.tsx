import type { ReactNode } from 'react';
import { Exposure, Tally } from '../../parts/badges.tsx';
import { Bars } from '../../parts/charts.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Card, Facts } from '../../parts/page.tsx';
import { imageHref } from '../../parts/places.ts';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { numberText } from '../../parts/words.ts';
import { Watched } from './watched.tsx';
import type { WorkloadDetail } from './workload-detail.ts';

/** How dangerous it is, how it is reached, what it may, and how much of it was seen. */
export function WorkloadSummary({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  return (
    <div className="columns">
      <Card title="Danger">
        <Facts
          facts={[
            [
              'Open findings',
              <Tally
                key="t"
                counts={workload.findings}
                isKnown={workload.image?.scanned !== undefined}
              />,
            ],
            ['Known exploited', numberText(workload.findings.exploited)],
            ['Image', <ImageLink key="i" workload={workload} />],
            ['Running', `${workload.running} of ${workload.replicas}`],
            ['First seen', <Time key="f" at={workload.firstSeen} />],
          ]}
        />
      </Card>
      <Card title="Reach" side={<Exposure exposure={workload.exposure} />}>
        <Lines
          lines={workload.exposureReasons}
          none={
            workload.exposure === 'unknown'
              ? 'Nobody told how it is reached; it counts as reachable.'
              : 'No way from outside is known.'
          }
        />
        <h3>What it may</h3>
        <Lines lines={workload.privileges} none="Nothing beyond what every container may." />
      </Card>
      <Loaded workload={workload} />
    </div>
  );
}

function Loaded({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const { loaded } = workload;
  const all = loaded.loaded + loaded.notLoaded + loaded.unknown;
  return (
    <Card
      title="What is in use"
      side={<Watched watched={workload.watched} profile={workload.profile} />}
    >
      {all === 0 ? (
        <p className="quiet">Its image has no components that are known, or was not scanned.</p>
      ) : (
        <Bars
          points={[
            { label: 'Loaded', value: loaded.loaded, tone: 'high' },
            { label: 'Not loaded', value: loaded.notLoaded, tone: 'good' },
            { label: 'Unknown', value: loaded.unknown, tone: 'unknown' },
          ]}
        />
      )}
      <p className="small quiet">
        {loaded.since === undefined ? (
          'Components of its image; nothing was watched yet, so unknown counts as loaded.'
        ) : (
          <>
            Components of its image, watched since <Time at={loaded.since} />.
          </>
        )}
      </p>
    </Card>
  );
}

function ImageLink({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const { image } = workload;
  if (image === undefined) return <span className="quiet">not known</span>;
  if (image.id === undefined) return <Name text={image.name} tail={20} />;
  return (
    <To href={imageHref(image.id)}>
      <Name text={image.name} tail={20} />
    </To>
  );
}

function Lines(props: { readonly lines: readonly string[]; readonly none: string }): ReactNode {
  if (props.lines.length === 0) return <p className="quiet">{props.none}</p>;
  return (
    <ul>
      {props.lines.slice(0, 20).map((line, at) => (
        <li key={`${at} ${line}`}>
          <bdi className="line-wrap">{visible(line)}</bdi>
        </li>
      ))}
    </ul>
  );
}
