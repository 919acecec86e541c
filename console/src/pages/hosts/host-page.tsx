import type { ReactNode } from 'react';
import { useRead } from '../../api/hooks.ts';
import { Name, visible } from '../../parts/name.tsx';
import { Loaded, PageHead } from '../../parts/page.tsx';
import { To } from '../../parts/to.tsx';
import { usePathPart } from '../../parts/view.ts';
import { OpenFindings } from '../findings/open-findings.tsx';
import { HostBody } from './host-body.tsx';

/** One host with its open findings. */
export function Page(): ReactNode {
  const id = usePathPart('id');
  const read = useRead('readHost', { params: { id } });
  return (
    <div className="page">
      <Loaded of={read} lines={12}>
        {(host) => (
          <>
            <PageHead
              title={visible(host.name)}
              name={<Name text={host.name} canCopy />}
              above={<To href="/hosts">Hosts</To>}
            />
            <div className="card stack wide">
              <HostBody host={host} />
            </div>
            <h2>Open findings</h2>
            <OpenFindings
              label="Findings of the host"
              of={{ asset: id }}
              reason={host.scanned === undefined ? 'nothing-scanned' : 'nothing-found'}
            />
          </>
        )}
      </Loaded>
    </div>
  );
}
