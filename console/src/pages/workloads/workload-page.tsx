import type { ReactNode } from 'react';
import { useMay, useRead } from '../../api/hooks.ts';
import { Badge } from '../../parts/badges.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Loaded, PageHead } from '../../parts/page.tsx';
import { placeText, workloadHref } from '../../parts/places.ts';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf, usePathPart } from '../../parts/view.ts';
import { countOf } from '../../parts/words.ts';
import { OpenFindings } from '../findings/open-findings.tsx';
import { Behaviour } from './behaviour.tsx';
import { WorkloadContainers } from './containers.tsx';
import { WorkloadFlows } from './flows.tsx';
import type { WorkloadDetail } from './workload-detail.ts';
import { WorkloadDetections } from './workload-detections.tsx';
import { WorkloadHistory } from './workload-history.tsx';
import { WorkloadSummary } from './workload-summary.tsx';

/** One workload: how it is reached, what it may, what is normal for it, and everything that happened on one axis. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readWorkload', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={14}>
        {(workload) => <Workload workload={workload} />}
      </Loaded>
    </div>
  );
}

function Workload({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  return (
    <>
      <PageHead
        title={visible(workload.name)}
        name={<Name text={workload.name} canCopy />}
        above={<To href="/workloads">Workloads</To>}
        about={
          <bdi>
            {visible([workload.kind, placeText(workload.place)].filter(Boolean).join(' · '))}
          </bdi>
        }
      >
        {workload.gone ? <Badge>gone</Badge> : undefined}
        <To
          className="button"
          href={addressOf('/network', {
            namespace: workload.place.namespace,
            select: `workload:${workload.id}`,
          })}
        >
          <Icon name="network" />
          On the map
        </To>
      </PageHead>
      <Alarm workload={workload} />
      <FreshBar kinds={['asset.', 'detection', 'incident.']} reads={['readWorkload']} />
      <WorkloadSummary workload={workload} />
      <Body workload={workload} />
    </>
  );
}

function Alarm({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  if (workload.openIncidents === 0) return undefined;
  return (
    <div className="notice" data-tone="critical">
      <Icon name="incident" size={18} />
      <p>
        <To href={addressOf('/incidents', { workload: workload.id })}>
          {countOf(workload.openIncidents, 'open incident')}
        </To>{' '}
        {workload.openIncidents === 1 ? 'is' : 'are'} about this workload.
      </p>
    </div>
  );
}

function Body({ workload }: { readonly workload: WorkloadDetail }): ReactNode {
  const mayWatch = useMay('runtime.read');
  const mayFind = useMay('finding.read');
  const tabs = [
    ['history', 'Timeline'],
    ...(mayFind ? [['findings', 'Findings', workload.findings.total] as const] : []),
    ...(mayWatch
      ? [['detections', 'Detections'] as const, ['behaviour', 'Behaviour'] as const]
      : []),
    ['flows', 'Network', workload.flows.length],
    ['containers', 'Containers', workload.containers.length],
  ] as const;
  const tab = useTab(tabs);
  return (
    <>
      <Tabs label="Parts of the workload" tabs={tabs} path={workloadHref(workload.id)} />
      {tab === 'history' ? <WorkloadHistory id={workload.id} /> : undefined}
      {tab === 'findings' ? (
        <OpenFindings label="Findings of the workload" of={{ workload: workload.id }} />
      ) : undefined}
      {tab === 'detections' ? <WorkloadDetections workload={workload} /> : undefined}
      {tab === 'behaviour' ? <Behaviour workload={workload} /> : undefined}
      {tab === 'flows' ? <WorkloadFlows workload={workload} /> : undefined}
      {tab === 'containers' ? <WorkloadContainers workload={workload} /> : undefined}
    </>
  );
}
