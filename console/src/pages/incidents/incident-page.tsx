import { type ReactNode, useState } from 'react';
import { useMay, useRead } from '../../api/hooks.ts';
import { Severity } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { FreshBar } from '../../parts/fresh-bar.tsx';
import { Icon } from '../../parts/icon.tsx';
import { visible } from '../../parts/name.tsx';
import { Card, Loaded, PageHead } from '../../parts/page.tsx';
import { incidentHref } from '../../parts/places.ts';
import { ProcessTree } from '../../parts/process-tree.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { To } from '../../parts/to.tsx';
import { usePathPart } from '../../parts/view.ts';
import { IncidentActions } from './actions.tsx';
import { DecideIncident, type IncidentWish } from './decide-incident.tsx';
import { Evidence } from './evidence.tsx';
import { type IncidentDetail, sentenceOf } from './incident-detail.ts';
import { IncidentDetections } from './incident-detections.tsx';
import { ImageFindingList, IncidentFacts } from './incident-facts.tsx';
import { IncidentStatus } from './incident-status.tsx';
import { IncidentStory } from './incident-story.tsx';
import { RespondDialog } from './respond-dialog.tsx';
import './incident.css';

/** One incident: what happened, how far it reaches, what holds it, and who decides. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readIncident', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={14}>
        {(incident) => <Incident incident={incident} />}
      </Loaded>
    </div>
  );
}

function Incident({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const [wish, setWish] = useState<IncidentWish>();
  const [isResponding, setResponding] = useState(false);
  return (
    <>
      <PageHead
        title={visible(incident.title)}
        name={<bdi className="incident-title">{visible(incident.title)}</bdi>}
        above={<To href="/incidents">Incidents</To>}
      >
        <Acts incident={incident} onWish={setWish} onRespond={() => setResponding(true)} />
      </PageHead>
      <FreshBar
        kinds={['incident.updated', 'incident.closed', 'action', 'detection']}
        reads={['readIncident']}
      />
      <section className="incident-lead" aria-label="In short">
        <div className="row">
          <Severity severity={incident.severity} />
          <IncidentStatus status={incident.status} />
        </div>
        <p className="lead">
          <bdi>{visible(sentenceOf(incident))}</bdi>
        </p>
      </section>
      {incident.incomplete ? <Incomplete /> : undefined}
      <div className="incident-body">
        <Parts incident={incident} />
        <div className="stack wide">
          <IncidentActions incident={incident} />
          <IncidentFacts incident={incident} />
          <Evidence incident={incident} />
        </div>
      </div>
      {wish === undefined ? undefined : (
        <DecideIncident incident={incident} wish={wish} onClose={() => setWish(undefined)} />
      )}
      {isResponding ? (
        <RespondDialog incident={incident} onClose={() => setResponding(false)} />
      ) : undefined}
    </>
  );
}

function Acts(props: {
  readonly incident: IncidentDetail;
  readonly onWish: (wish: IncidentWish) => void;
  readonly onRespond: () => void;
}): ReactNode {
  const mayWrite = useMay('incident.write');
  const mayContain = useMay('response.contain');
  const isClosed = props.incident.status === 'resolved' || props.incident.status === 'dismissed';
  return (
    <>
      {mayContain && props.incident.container !== undefined ? (
        <Button kind="first" icon="exception" onPress={props.onRespond}>
          Respond
        </Button>
      ) : undefined}
      {mayWrite ? (
        <>
          <Button icon="user" onPress={() => props.onWish('assign')}>
            Assign
          </Button>
          <Button icon="check" onPress={() => props.onWish(isClosed ? 'reopen' : 'close')}>
            {isClosed ? 'Reopen' : 'Close'}
          </Button>
        </>
      ) : undefined}
    </>
  );
}

function Parts({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const tabs = [
    ['story', 'Timeline'],
    ['processes', 'Process tree', incident.processes.length],
    ['detections', 'Detections', incident.detectionList.length],
    ['findings', 'Findings of its image', incident.findings.length],
  ] as const;
  const tab = useTab(tabs);
  return (
    <div className="stack">
      <Tabs label="Parts of the incident" tabs={tabs} path={incidentHref(incident.id)} />
      {tab === 'story' ? <IncidentStory incident={incident} /> : undefined}
      {tab === 'processes' ? <Processes incident={incident} /> : undefined}
      {tab === 'detections' ? <IncidentDetections incident={incident} /> : undefined}
      {tab === 'findings' ? <ImageFindingList incident={incident} /> : undefined}
    </div>
  );
}

function Processes({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  if (incident.processes.length === 0)
    return (
      <Card>
        <EmptyState
          reason="nothing-found"
          title="No process is known"
          text="What was detected was not done by a process of this machine, such as an entry of an audit log."
        />
      </Card>
    );
  return (
    <Card>
      <p className="small quiet">
        As the kernel told it when it happened; what is marked is what a rule or a profile was
        about.
      </p>
      <ProcessTree processes={incident.processes} />
    </Card>
  );
}

function Incomplete(): ReactNode {
  return (
    <div className="notice">
      <Icon name="coverage" size={18} />
      <p>
        Events were lost while this happened: there may be more than what is shown. The page{' '}
        <To href="/coverage">Coverage</To> says where and how many.
      </p>
    </div>
  );
}
