import type { ReactNode } from 'react';
import { Badge, Exposure } from '../../parts/badges.tsx';
import { Button } from '../../parts/button.tsx';
import { Name, visible } from '../../parts/name.tsx';
import { Facts, Section } from '../../parts/page.tsx';
import { SidePanel } from '../../parts/panel.tsx';
import { workloadHref } from '../../parts/places.ts';
import { To } from '../../parts/to.tsx';
import { useView } from '../../parts/view.ts';
import { numberText } from '../../parts/words.ts';
import {
  basisWords,
  canExpand,
  kindWord,
  type MapEdge,
  type MapNode,
  type NetworkMap,
} from './map-words.ts';

/** What is known of a box, whom it talks to, and the way into it. */
export function NodePanel(props: {
  readonly map: NetworkMap;
  readonly node: MapNode;
  readonly onClose: () => void;
}): ReactNode {
  const { map, node } = props;
  const view = useView();
  const names = new Map(map.nodes.map((one) => [one.id, one.label]));
  const open = (view.one('expand') ?? '').split(',').filter(Boolean);
  return (
    <SidePanel
      label="Box of the map"
      onClose={props.onClose}
      head={
        <h2>
          <Name text={node.label} canCopy />
        </h2>
      }
      foot={
        <>
          {node.workload === undefined ? undefined : (
            <To className="button first" href={workloadHref(node.workload)}>
              Open the workload
            </To>
          )}
          {canExpand(node) && !open.includes(node.id) ? (
            <Button
              kind="first"
              onPress={() =>
                view.change({ expand: [...open, node.id].join(','), select: undefined }, 'push')
              }
            >
              Show what is in it
            </Button>
          ) : undefined}
        </>
      }
    >
      <Section title="Box">
        <Facts
          facts={[
            ['Kind', kindWord(node)],
            [
              'Reachable from',
              node.kind === 'internet' || node.kind === 'address' ? undefined : (
                <Exposure key="e" exposure={node.exposure} />
              ),
            ],
            ['Open incidents', numberText(node.incidents)],
            ['Findings', `${numberText(node.P0)} of P0, ${numberText(node.P1)} of P1`],
          ]}
        />
      </Section>
      <Ways
        title="Talks to"
        lines={map.edges.filter((edge) => edge.from === node.id).map((edge) => [edge.to, edge])}
        names={names}
      />
      <Ways
        title="Is talked to by"
        lines={map.edges.filter((edge) => edge.to === node.id).map((edge) => [edge.from, edge])}
        names={names}
      />
    </SidePanel>
  );
}

function Ways(props: {
  readonly title: string;
  readonly lines: readonly (readonly [id: string, edge: MapEdge])[];
  readonly names: ReadonlyMap<string, string>;
}): ReactNode {
  const view = useView();
  return (
    <Section title={props.title}>
      {props.lines.length === 0 ? <p className="quiet">Nobody, as far as is known.</p> : undefined}
      <ul className="stack">
        {props.lines.map(([id, edge]) => (
          <li key={id}>
            <Button kind="plain" onPress={() => view.change({ select: id })}>
              <bdi>{visible(props.names.get(id) ?? id).slice(0, 60)}</bdi>
            </Button>{' '}
            <Badge
              tone={edge.basis === 'both' ? 'good' : edge.basis === 'allowed' ? 'medium' : 'high'}
            >
              {edge.basis}
            </Badge>
            <div className="small quiet">
              {basisWords[edge.basis]}
              {edge.ports.length === 0 ? '' : `; ${edge.ports.map(visible).join(', ')}`}
              {edge.count === 0 ? '' : `; ${numberText(edge.count)} times`}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
