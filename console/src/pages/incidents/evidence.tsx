import type { ReactNode } from 'react';
import { hrefOf } from '../../api/call.ts';
import { Badge } from '../../parts/badges.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Digest } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { Time } from '../../parts/time.tsx';
import { bytesText } from '../../parts/words.ts';
import type { IncidentDetail } from './incident-detail.ts';

/** Bundles of evidence: what was secured before anything was changed, with the digest that proves it. */
export function Evidence({ incident }: { readonly incident: IncidentDetail }): ReactNode {
  return (
    <Card title="Evidence">
      {incident.evidence.length === 0 ? (
        <p className="quiet">
          Nothing is secured yet. A snapshot takes processes, memory and changed files without
          stopping the application.
        </p>
      ) : undefined}
      <ul className="stack">
        {incident.evidence.map((one) => (
          <li key={one.id} className="stack">
            <div className="row spread">
              <a
                className="button"
                href={hrefOf('readEvidence', { params: { id: incident.id, evidence: one.id } })}
                download
              >
                <Icon name="download" />
                Bundle, {bytesText(one.sizeBytes)}
              </a>
              <Badge tone={one.signed ? 'good' : 'unknown'}>
                {one.signed ? 'signed' : 'not signed'}
              </Badge>
            </div>
            <span className="small quiet">
              <Digest text={one.digest} /> · <Time at={one.time} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
