import type { ReactNode } from 'react';
import { visible } from '../../parts/name.tsx';
import { Card } from '../../parts/page.tsx';
import { Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { To } from '../../parts/to.tsx';
import { addressOf, useView } from '../../parts/view.ts';
import { countOf, numberText, wordOf } from '../../parts/words.ts';
import { basisWords, kindWord, type MapNode, type NetworkMap } from './map-words.ts';

/** The map as tables: the same boxes and lines, the same filter, the same selection. */
export function MapTable({ map }: { readonly map: NetworkMap }): ReactNode {
  return (
    <>
      <Card title={countOf(map.nodes.length, 'box', 'boxes')}>
        <Boxes map={map} />
      </Card>
      <Card title={countOf(map.edges.length, 'line')}>
        <Lines map={map} />
      </Card>
    </>
  );
}

function Boxes({ map }: { readonly map: NetworkMap }): ReactNode {
  const nodes = map.nodes.toSorted(
    (a, b) => b.incidents - a.incidents || b.P0 - a.P0 || b.P1 - a.P1,
  );
  return (
    <Table
      caption="Boxes of the map, the most urgent first"
      heads={[
        'Box',
        'Kind',
        'Reachable from',
        ['Incidents', 'number'],
        ['P0', 'number'],
        ['P1', 'number'],
      ]}
      overflow="scroll"
    >
      {nodes.map((node) => (
        <tr key={node.id}>
          <td>
            <SelectLink node={node} />
          </td>
          <td>{kindWord(node)}</td>
          <td>{node.kind === 'internet' ? '' : wordOf(node.exposure)}</td>
          <td className="number">{numberText(node.incidents)}</td>
          <td className="number">{numberText(node.P0)}</td>
          <td className="number">{numberText(node.P1)}</td>
        </tr>
      ))}
    </Table>
  );
}

function SelectLink({ node }: { readonly node: MapNode }): ReactNode {
  const search = new URLSearchParams(useView().text);
  const kept = Object.fromEntries([...search].filter(([name]) => name !== 'select'));
  return (
    <To href={addressOf('/network', { ...kept, select: node.id })}>
      <bdi className="line-wrap">{visible(node.label)}</bdi>
    </To>
  );
}

function Lines({ map }: { readonly map: NetworkMap }): ReactNode {
  const names = new Map(map.nodes.map((node) => [node.id, node.label]));
  const edges = map.edges.toSorted((a, b) => b.count - a.count);
  return (
    <Table
      caption="Lines of the map, the most used first"
      heads={['From', 'To', 'Ports', ['Connections', 'number'], 'Known as', 'Last']}
      overflow="scroll"
    >
      {edges.map((edge) => (
        <tr key={`${edge.from} ${edge.to}`}>
          <td>
            <bdi className="line-wrap">{visible(names.get(edge.from) ?? edge.from)}</bdi>
          </td>
          <td>
            <bdi className="line-wrap">{visible(names.get(edge.to) ?? edge.to)}</bdi>
          </td>
          <td className="mono">{edge.ports.map(visible).join(', ')}</td>
          <td className="number">{numberText(edge.count)}</td>
          <td>{basisWords[edge.basis] ?? edge.basis}</td>
          <td>
            <Time at={edge.last} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
