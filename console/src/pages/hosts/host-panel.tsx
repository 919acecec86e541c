import type { ReactNode } from 'react';
import { useRead } from '../../api/hooks.ts';
import { Name } from '../../parts/name.tsx';
import { Loaded } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { To } from '../../parts/to.tsx';
import { HostBody } from './host-body.tsx';

/** One host beside the list. */
export function HostPanel(props: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const read = useRead('readHost', { params: { id: props.id } });
  return (
    <SidePanel
      label="Host"
      onClose={props.onClose}
      head={<h2>{read.data === undefined ? 'Host' : <Name text={read.data.name} canCopy />}</h2>}
      foot={
        <To className="button" href={`/hosts/${encodeURIComponent(props.id)}`}>
          Whole page
        </To>
      }
    >
      <Loaded of={read}>{(host) => <HostBody host={host} />}</Loaded>
    </SidePanel>
  );
}
