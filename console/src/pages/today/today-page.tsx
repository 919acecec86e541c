import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { useRead, useSession } from '../../api/hooks.ts';
import { ChartFrame, Sparkline, trendCaption } from '../../parts/charts.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Card, Facts, Loaded, PageHead } from '../../parts/page.tsx';
import { assetHref, incidentHref } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { dayText } from '../../parts/time.tsx';
import { TimelineList } from '../../parts/timeline.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { countOf, numberText } from '../../parts/words.ts';
import { Figures } from './figures.tsx';
import { FixFirst } from './fix-first.tsx';
import { ScanProgress } from './scan-progress.tsx';
import { TierBar } from './tier-bar.tsx';
import './today.css';

type Overview = AnswerOf<'readOverview'>;

/** The first page: what should I do first? */
export function Page(): ReactNode {
  const overview = useRead('readOverview');
  const name = useSession()?.user.name;
  return (
    <div className="page">
      <PageHead
        title="Today"
        about={
          name === undefined ? undefined : (
            <>
              What to do first, <bdi>{name}</bdi>.
            </>
          )
        }
      />
      <FreshBar
        kinds={['finding.', 'incident.', 'asset.', 'exception.']}
        reads={['readOverview', 'readFixFirst']}
      />
      <Loaded of={overview} lines={4}>
        {(answer) => (
          <>
            <ScanProgress assets={answer.assets} />
            <Figures overview={answer} />
          </>
        )}
      </Loaded>
      <div className="today">
        <FixFirst />
        <div className="stack wide">
          <Loaded of={overview}>{(answer) => <Side overview={answer} />}</Loaded>
        </div>
      </div>
    </div>
  );
}

function Side({ overview }: { readonly overview: Overview }): ReactNode {
  const open = overview.trend.map((day) => day.urgent);
  return (
    <>
      <Card title="Open findings">
        <TierBar byTier={overview.byTier} />
        {overview.trend.length < 2 ? undefined : (
          <ChartFrame
            caption={trendCaption('P0 and P1', open)}
            heads={['Day', 'Open P0 and P1']}
            points={overview.trend.map((day) => ({ label: dayText(day.day), value: day.urgent }))}
          >
            <div className="wide-spark">
              <Sparkline values={open} tone="high" width={320} height={48} />
            </div>
          </ChartFrame>
        )}
      </Card>
      <Card title="What changed">
        {overview.changes.length === 0 ? (
          <p className="quiet">Nothing has changed yet.</p>
        ) : (
          <TimelineList
            items={overview.changes
              .slice(0, 12)
              .map((change) => ({ ...change, href: addressOfChange(change) }))}
          />
        )}
      </Card>
      <Card title="What is watched">
        <Watched assets={overview.assets} />
      </Card>
    </>
  );
}

function Watched({ assets }: { readonly assets: Overview['assets'] }): ReactNode {
  if (assets.images + assets.workloads + assets.hosts === 0)
    return <EmptyState reason="nothing-scanned" />;
  return (
    <Facts
      facts={[
        [
          'Images',
          <To
            key="i"
            href="/images"
          >{`${numberText(assets.scanned)} of ${numberText(assets.images)} scanned`}</To>,
        ],
        [
          'Workloads',
          <To
            key="w"
            href="/workloads"
          >{`${countOf(assets.workloads, 'workload')}, ${numberText(assets.loadedKnown)} with known usage`}</To>,
        ],
        [
          'Hosts',
          <To key="h" href="/hosts">
            {countOf(assets.hosts, 'host')}
          </To>,
        ],
        [
          'Clusters',
          <To key="c" href="/clusters">
            {countOf(assets.clusters, 'cluster')}
          </To>,
        ],
      ]}
    />
  );
}

/** Where a change leads: its kind says what its subject is. */
function addressOfChange({ kind, ref, asset }: Overview['changes'][number]): string | undefined {
  if (ref === undefined || ref === '') return undefined;
  switch (kind.split('.')[0]) {
    case 'asset':
      return assetHref(asset, ref);
    case 'detection':
      return addressOf('/runtime', { open: ref });
    case 'incident':
      return incidentHref(ref);
    case 'finding':
      return addressOf('/findings', { open: ref });
    case 'exception':
      return addressOf('/exceptions', { open: ref });
    default:
      return undefined;
  }
}
