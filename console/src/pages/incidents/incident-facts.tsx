import type { ReactNode } from 'react';
import { Badge, Severity } from '../../parts/badges.tsx';
import { Copy, Name, visible } from '../../parts/name.tsx';
import { Card, Facts } from '../../parts/page.tsx';
import { imageHref, shortId } from '../../parts/places.ts';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { WorkloadLink } from '../../parts/where.tsx';
import type { IncidentDetail } from './incident-detail.ts';
import { verdictText } from './incident-status.tsx';

/** Where, who, when, and what made the score. */
export function IncidentFacts({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  const { image } = incident;
  return (
    <Card title="Facts">
      <Facts
        facts={[
          [
            'Workload',
            <WorkloadLink key="w" workload={incident.workload} place={incident.place} />,
          ],
          [
            'Container',
            incident.container === undefined ? undefined : (
              <Container key="c" id={incident.container} />
            ),
          ],
          ['Image', image === undefined ? undefined : <ImageLink key="i" image={image} />],
          ['Host', <Name key="h" text={incident.node} />],
          [
            'Assignee',
            incident.assignee === undefined ? (
              'nobody'
            ) : (
              <bdi key="a">{visible(incident.assignee)}</bdi>
            ),
          ],
          ['Opened', <Time key="o" at={incident.opened} />],
          ['Last change', <Time key="u" at={incident.updated} />],
          [
            'Closed',
            incident.closed === undefined ? undefined : <Time key="d" at={incident.closed} />,
          ],
          ['It was', incident.verdict === undefined ? undefined : verdictText(incident.verdict)],
          ['ATT&CK', incident.techniques.map(visible).join(', ')],
          ['Score', <Score key="s" incident={incident} />],
        ]}
      />
    </Card>
  );
}

function Container(props: { readonly id: string }): ReactNode {
  return (
    <span className="row tight">
      <bdi className="mono">{visible(shortId(props.id))}</bdi>
      <Copy text={props.id} what="container id" />
    </span>
  );
}

function ImageLink({ image }: { readonly image: NonNullable<IncidentDetail['image']> }): ReactNode {
  if (image.id === undefined) return <Name text={image.name} tail={20} />;
  return (
    <To href={imageHref(image.id)}>
      <Name text={image.name} tail={20} />
    </To>
  );
}

function Score({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return (
    <div className="stack">
      <span className="strong">{Math.round(incident.score)} of 100</span>
      <ul className="small">
        {incident.scoreReasons.map((reason, at) => (
          <li key={`${at} ${reason.label}`}>
            <bdi className="strong">{visible(reason.label)}</bdi> <bdi>{visible(reason.text)}</bdi>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Findings of the image that may have let it happen; what was loaded comes first. */
export function ImageFindingList({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  if (incident.findings.length === 0)
    return (
      <Card>
        <EmptyState
          reason={incident.image?.id === undefined ? 'nothing-scanned' : 'nothing-found'}
          text={
            incident.image?.id === undefined
              ? 'The image of the container was not scanned, so nothing is known of its faults.'
              : 'No open finding of the image is near to what happened.'
          }
        />
      </Card>
    );
  const rows = incident.findings.toSorted(
    (a, b) => Number(b.running ?? false) - Number(a.running ?? false),
  );
  return (
    <ul className="stack">
      {rows.map((finding, at) => (
        <li key={`${at} ${finding.rule}`} className="card stack">
          <div className="row">
            <Severity severity={finding.severity} />
            {finding.running === true ? <Badge tone="high">was running</Badge> : undefined}
            <To href={addressOf('/findings', { q: finding.rule })}>
              <bdi className="strong">{visible(finding.rule)}</bdi>
            </To>
            {finding.component === undefined ? undefined : (
              <bdi className="quiet">{visible(finding.component)}</bdi>
            )}
          </div>
          <bdi>{visible(finding.title)}</bdi>
          <bdi className="small quiet">{visible(finding.why)}</bdi>
        </li>
      ))}
    </ul>
  );
}
