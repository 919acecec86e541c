import type { ReactNode } from 'react';
import { useAct, useMay, useRead } from '../../api/hooks.ts';
import { Exposure, Tally } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { Digest, Name, visible } from '../../parts/name.tsx';
import { Card, Facts, Loaded, PageHead } from '../../parts/page.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { To } from '../../parts/to.tsx';
import { telling } from '../../parts/toasts.tsx';
import { usePathPart } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import { OpenFindings } from '../findings/open-findings.tsx';
import { Documents } from './documents.tsx';
import { Gaps } from './gaps.tsx';
import { ImageChanges } from './image-changes.tsx';
import { ImageComponents } from './image-components.tsx';
import type { ImageDetail } from './image-detail.ts';
import { ImageFacts } from './image-facts.tsx';
import { Layers } from './layers.tsx';
import { Plan } from './plan.tsx';
import './image.css';

/** One image: layers → components → files → loaded where; what could not be examined; what changed; its documents. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readImage', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={14}>
        {(image) => <Image image={image} />}
      </Loaded>
    </div>
  );
}

function Image({ image }: { readonly image: ImageDetail }): ReactNode {
  return (
    <>
      <PageHead
        title={visible(image.name)}
        name={<Name text={image.name} canCopy tail={26} />}
        above={<To href="/images">Images</To>}
        about={<Digest text={image.digest} />}
      >
        <ScanAgain id={image.id} />
        <Documents id={image.id} />
      </PageHead>
      <Gaps image={image} />
      <Summary image={image} />
      <Body image={image} />
    </>
  );
}

function Body({ image }: { readonly image: ImageDetail }): ReactNode {
  const tabs = [
    ['layers', 'Layers', image.layers.length],
    ['findings', 'Findings', image.findings.total],
    ['components', 'Components', image.components],
    ['changes', 'Changes'],
    ['facts', 'Facts'],
  ] as const;
  const tab = useTab(tabs);
  return (
    <>
      <Tabs
        label="Parts of the image"
        tabs={tabs}
        path={`/images/${encodeURIComponent(image.id)}`}
      />
      {tab === 'layers' ? <Layers image={image} /> : undefined}
      {tab === 'findings' ? (
        <OpenFindings label="Findings of the image" of={{ asset: image.id }} />
      ) : undefined}
      {tab === 'components' ? <ImageComponents id={image.id} /> : undefined}
      {tab === 'changes' ? <ImageChanges image={image} /> : undefined}
      {tab === 'facts' ? <ImageFacts image={image} /> : undefined}
    </>
  );
}

function Summary({ image }: { readonly image: ImageDetail }): ReactNode {
  return (
    <div className="columns">
      <Card title="Danger">
        <Facts
          facts={[
            [
              'Open findings',
              image.scanned === undefined ? (
                <span key="n" className="tone-medium">
                  not known, since it was not scanned
                </span>
              ) : (
                <Tally key="t" counts={image.findings} />
              ),
            ],
            ['Known exploited', numberText(image.findings.exploited)],
            ['Fixable', numberText(image.findings.fixable)],
            ['Reachable', <Exposure key="e" exposure={image.exposure} />],
          ]}
        />
      </Card>
      <Card title="Runs in">
        <RunsIn image={image} />
      </Card>
      <Card title="What to do">
        <Plan image={image} />
      </Card>
    </div>
  );
}

function RunsIn({ image }: { readonly image: ImageDetail }): ReactNode {
  if (image.workloads.length === 0)
    return <p className="quiet">It is not known to run anywhere.</p>;
  return (
    <ul className="stack">
      {image.workloads.slice(0, 8).map((workload) => (
        <li key={workload.id}>
          <To href={`/workloads/${encodeURIComponent(workload.id)}`}>
            <Name text={workload.name} />
          </To>{' '}
          <bdi className="small quiet">
            {visible(
              [workload.place.cluster, workload.place.namespace].filter(Boolean).join(' / '),
            )}
          </bdi>
        </li>
      ))}
      {image.workloads.length > 8 ? (
        <li className="quiet">and {image.workloads.length - 8} more</li>
      ) : undefined}
    </ul>
  );
}

function ScanAgain(props: { readonly id: string }): ReactNode {
  const act = useAct('scanImage', ['readImage']);
  if (!useMay('asset.scan')) return undefined;
  return (
    <Button
      icon="again"
      isBusy={act.isPending}
      onPress={() =>
        act.mutate({ params: { id: props.id } }, telling('It waits for its scan; you can go on.'))
      }
    >
      Scan again
    </Button>
  );
}
