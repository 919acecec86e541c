import type { ReactNode } from 'react';
import { visible } from '../../parts/name.tsx';
import { countOf } from '../../parts/words.ts';
import { type Merged, type MergedEdge, type MergedNode, mergePaths } from './merged.ts';
import { type AttackPath, fitted, wordOfStep } from './path-words.ts';

const box = { width: 152, height: 50 };
const gap = { x: 32, y: 18 };

/**
 * All paths over each other: what many go through is drawn once and its lines are thicker, and the cheapest cuts are marked by a
 * dashed frame and scissors. The list below it says the same in words.
 */
export function MergedPicture(props: {
  readonly paths: readonly AttackPath[];
  readonly lit: string | undefined;
}): ReactNode {
  const merged = mergePaths(props.paths);
  const width = merged.columns * (box.width + gap.x) - gap.x + 16;
  const height = merged.rows * (box.height + gap.y) - gap.y + 24;
  const nodes = new Map(merged.nodes.map((node) => [node.key, node]));
  return (
    <div className="path-scroll" tabIndex={0} role="group" aria-label="Picture of the attack paths">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        role="img"
        aria-label={summaryOf(merged, props.paths.length)}
      >
        {merged.edges.map((edge) => (
          <Line
            key={`${edge.from} ${edge.to}`}
            edge={edge}
            from={nodes.get(edge.from)}
            to={nodes.get(edge.to)}
            isLit={props.lit === undefined ? undefined : edge.paths.includes(props.lit)}
          />
        ))}
        {merged.nodes.map((node) => (
          <Box
            key={node.key}
            node={node}
            isLit={props.lit === undefined ? undefined : node.paths.includes(props.lit)}
          />
        ))}
      </svg>
    </div>
  );
}

function summaryOf(merged: Merged, paths: number): string {
  const [choke] = merged.nodes.filter((node) => node.cuts > 0).toSorted((a, b) => b.cuts - a.cuts);
  const cut =
    choke === undefined
      ? ''
      : ` The best place to cut is ${visible(choke.label)}: it ends ${countOf(choke.cuts, 'path')}.`;
  return `${countOf(paths, 'path')} from outside.${cut}`;
}

function Line(props: {
  readonly edge: MergedEdge;
  readonly from: MergedNode | undefined;
  readonly to: MergedNode | undefined;
  readonly isLit: boolean | undefined;
}): ReactNode {
  const { from, to } = props;
  if (from === undefined || to === undefined) return undefined;
  const x1 = xOf(from) + box.width;
  const y1 = yOf(from) + box.height / 2;
  const x2 = xOf(to) - 5;
  const y2 = yOf(to) + box.height / 2;
  const bend = Math.max(18, (x2 - x1) / 2);
  return (
    <g className="path-line" data-lit={props.isLit}>
      <path
        d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`}
        strokeWidth={Math.min(6, 1 + props.edge.paths.length)}
      />
      <path
        className="path-tip"
        d={`M${x2 - 4} ${y2 - 5} L${x2 + 5} ${y2} L${x2 - 4} ${y2 + 5} Z`}
      />
    </g>
  );
}

function Box(props: { readonly node: MergedNode; readonly isLit: boolean | undefined }): ReactNode {
  const { node } = props;
  const isGoal = node.kind === 'node' || node.kind === 'secret';
  return (
    <g
      className="path-box"
      data-kind={node.kind}
      data-cut={node.cuts > 0}
      data-lit={props.isLit}
      transform={`translate(${xOf(node)} ${yOf(node)})`}
    >
      <title>{`${visible(node.label)}: ${countOf(node.paths.length, 'path')}`}</title>
      <rect
        width={box.width}
        height={box.height}
        rx={isGoal ? 0 : node.kind === 'internet' ? box.height / 2 : 8}
      />
      <text x="12" y="20" className="path-kind">
        {wordOfStep(node.kind)}
        {node.paths.length > 1 ? ` · ${node.paths.length} ×` : ''}
      </text>
      <text x="12" y="38" className="path-label">
        {fitted(visible(node.label), 16)}
      </text>
      {node.cuts > 0 ? (
        <text x={box.width - 8} y="20" textAnchor="end" className="path-cut">
          ✂ {node.cuts}
        </text>
      ) : undefined}
    </g>
  );
}

function xOf(node: MergedNode): number {
  return 8 + node.column * (box.width + gap.x);
}

function yOf(node: MergedNode): number {
  return 12 + node.row * (box.height + gap.y);
}
