import type { KeyboardEvent, ReactNode } from 'react';
import { visible } from '../../parts/name.tsx';
import { countOf, shortNumber, wordOf } from '../../parts/words.ts';
import { fitted } from '../attack-paths/path-words.ts';
import { boxSize } from './map-space.ts';
import { basisWords, kindWord, type MapEdge, type MapNode } from './map-words.ts';

/** A line: solid was seen, dashed is only allowed; the thicker, the more connections. */
export function MapLine(props: {
  readonly edge: MapEdge;
  readonly from: MapNode | undefined;
  readonly to: MapNode | undefined;
  readonly isLit: boolean | undefined;
}): ReactNode {
  const { edge, from, to } = props;
  if (from === undefined || to === undefined) return undefined;
  const [x2, y2, d] = curveOf(from, to);
  return (
    <g className="map-line" data-basis={edge.basis} data-lit={props.isLit}>
      <path
        d={d}
        strokeWidth={edge.count === 0 ? 1.2 : Math.min(5, 1 + Math.log10(1 + edge.count) * 0.7)}
      >
        <title>{`${visible(from.label)} → ${visible(to.label)}: ${basisWords[edge.basis] ?? edge.basis}`}</title>
      </path>
      <circle cx={x2} cy={y2} r="3.5" />
    </g>
  );
}

/** Where a line ends, and its way: from side to side where the boxes stand beside each other, else from edge to edge. */
function curveOf(from: MapNode, to: MapNode): readonly [x: number, y: number, d: string] {
  const { width, height } = boxSize;
  if (to.x >= from.x + width) {
    const [x1, y1, x2, y2] = [from.x + width, from.y + height / 2, to.x - 4, to.y + height / 2];
    const bend = Math.max(24, (x2 - x1) / 2);
    return [x2, y2, `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`];
  }
  const isDown = from.y <= to.y;
  const [x1, y1] = [from.x + width / 2, from.y + (isDown ? height : 0)];
  const [x2, y2] = [to.x + width / 2, to.y + (isDown ? -4 : height + 4)];
  const sag = (y2 - y1) / 2;
  return [x2, y2, `M${x1} ${y1} C${x1} ${y1 + sag} ${x2} ${y2 - sag} ${x2} ${y2}`];
}

/** A box: its frame says from where it can be reached, its marks what is wrong in it. */
export function MapBox(props: {
  readonly node: MapNode;
  readonly isSelected: boolean;
  readonly isLit: boolean | undefined;
  readonly isTabStop: boolean;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onPress: () => void;
}): ReactNode {
  const { node } = props;
  const isOutside = node.kind === 'internet' || node.kind === 'address';
  return (
    <g
      className="map-box"
      data-id={node.id}
      data-kind={node.kind}
      data-exposure={isOutside ? undefined : node.exposure}
      data-lit={props.isLit}
      data-selected={props.isSelected}
      transform={`translate(${node.x} ${node.y})`}
      role="button"
      tabIndex={props.isTabStop ? 0 : -1}
      aria-pressed={props.isSelected}
      aria-description={spoken(node)}
      onKeyDown={props.onKey}
      onClick={props.onPress}
    >
      {node.members > 1 ? (
        <rect x="4" y="4" width={boxSize.width} height={boxSize.height} rx="8" className="behind" />
      ) : undefined}
      <rect
        className="frame"
        width={boxSize.width}
        height={boxSize.height}
        rx={isOutside ? boxSize.height / 2 : 8}
      />
      {node.exposure === 'internet' && !isOutside ? (
        <rect className="edge" x="0" y="0" width="5" height={boxSize.height} rx="2" />
      ) : undefined}
      <text x="14" y="19" className="map-kind">
        {fitted(`${kindWord(node)}${isOutside ? '' : ` · ${wordOf(node.exposure)}`}`, 33)}
      </text>{' '}
      <text x="14" y="36" className="map-label">
        {fitted(visible(node.label), 18)}
      </text>
      <Marks node={node} />
    </g>
  );
}

function Marks({ node }: { readonly node: MapNode }): ReactNode {
  const marks = [
    ...(node.incidents > 0 ? [['!', node.incidents, 'critical'] as const] : []),
    ...(node.P0 > 0 ? [['P0', node.P0, 'critical'] as const] : []),
    ...(node.P0 === 0 && node.P1 > 0 ? [['P1', node.P1, 'high'] as const] : []),
  ];
  return marks.map(([word, count, tone], at) => (
    <g key={word} transform={`translate(${boxSize.width - 8 - at * 40} 24)`}>
      <rect x="-36" y="0" width="36" height="17" rx="4" fill={`var(--${tone}-soft)`} />
      <text x="-18" y="13" textAnchor="middle" className="map-mark" fill={`var(--${tone})`}>
        {`${word} ${shortNumber(count)}`}
      </text>
    </g>
  ));
}

function spoken(node: MapNode): string {
  const parts = [
    visible(node.label),
    kindWord(node),
    node.kind === 'internet' || node.kind === 'address'
      ? ''
      : `reachable from ${wordOf(node.exposure)}`,
    node.incidents > 0 ? countOf(node.incidents, 'open incident') : '',
    node.P0 > 0 ? `${node.P0} of P0` : '',
    node.P1 > 0 ? `${node.P1} of P1` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
