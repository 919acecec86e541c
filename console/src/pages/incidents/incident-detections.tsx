import type { ReactNode } from 'react';
import { Severity } from '../../parts/badges.tsx';
import { visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { EmptyState } from '../../parts/states.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import type { IncidentDetail } from './incident-detail.ts';

/** The detections that belong together, newest first. */
export function IncidentDetections({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  if (incident.detectionList.length === 0)
    return (
      <Card>
        <EmptyState
          reason="nothing-found"
          title="No detection is kept"
          text="Detections are kept for a shorter time than incidents; what they said stands in the timeline."
        />
      </Card>
    );
  return (
    <ul className="stack">
      {incident.detectionList.map((one) => (
        <li key={one.id} className="card stack">
          <div className="row">
            <Severity severity={one.severity} />
            <To href={addressOf('/runtime', { incident: incident.id, open: one.id })}>
              <bdi className="strong">{visible(one.rule)}</bdi>
            </To>
            <span className="small quiet">
              <Time at={one.time} />
              {one.count > 1 ? ` · ${numberText(one.count)} times` : ''}
            </span>
          </div>
          <bdi className="mono small line-wrap">{visible(one.output)}</bdi>
        </li>
      ))}
    </ul>
  );
}
