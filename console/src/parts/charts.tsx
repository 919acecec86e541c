import { type ReactNode, useState } from 'react';
import type { Tone } from './badges.tsx';
import { Button } from './button.tsx';
import { Table } from './table.tsx';
import { numberText } from './words.ts';

/** A value with its label, as charts and their tables show it. */
export interface Point {
  readonly label: string;
  readonly value: number;
  readonly tone?: Tone;
  /** What is shown for the value, where it is not the number itself. */
  readonly text?: string;
}

/** A chart with the sentence that says what it shows, and the same data as a table. */
export function ChartFrame(props: {
  readonly caption: string;
  readonly heads: readonly [string, string];
  readonly points: readonly Point[];
  readonly children: ReactNode;
}): ReactNode {
  const [isTable, setTable] = useState(false);
  return (
    <figure className="chart">
      {isTable ? (
        <PointTable heads={props.heads} points={props.points} caption={props.caption} />
      ) : (
        props.children
      )}
      <figcaption className="row spread">
        <span className="grow">{props.caption}</span>
        <Button kind="plain" onPress={() => setTable(!isTable)}>
          {isTable ? 'Chart' : 'Table'}
        </Button>
      </figcaption>
    </figure>
  );
}

function PointTable(props: {
  readonly heads: readonly [string, string];
  readonly points: readonly Point[];
  readonly caption: string;
}): ReactNode {
  return (
    <Table caption={props.caption} heads={[props.heads[0], [props.heads[1], 'number']]}>
      {props.points.map((point) => (
        <tr key={point.label}>
          <td>{point.label}</td>
          <td className="number">{point.text ?? numberText(point.value)}</td>
        </tr>
      ))}
    </Table>
  );
}

/** Bars with label and value; readable as it stands. */
export function Bars(props: {
  readonly points: readonly Point[];
  readonly max?: number;
}): ReactNode {
  const max = props.max ?? Math.max(1, ...props.points.map((point) => point.value));
  return (
    <div className="bars">
      {props.points.map((point) => (
        <div className="bar-row" key={point.label}>
          <span>{point.label}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="10" rx="1" fill="var(--sunken)" />
            <rect
              width={Math.max(point.value > 0 ? 1 : 0, Math.min(100, (100 * point.value) / max))}
              height="10"
              rx="1"
              fill={`var(--${point.tone ?? 'accent'})`}
            />
          </svg>
          <span className="number">{point.text ?? numberText(point.value)}</span>
        </div>
      ))}
    </div>
  );
}

/** A line over time without axes: its caption says first, last and highest. */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly tone?: Tone;
  readonly width?: number;
  readonly height?: number;
}): ReactNode {
  const width = props.width ?? 160;
  const height = props.height ?? 36;
  const max = Math.max(1, ...props.values);
  const step = width / Math.max(1, props.values.length - 1);
  const places = props.values.map(
    (value, at) =>
      `${(at * step).toFixed(1)},${(height - 2 - (value / max) * (height - 4)).toFixed(1)}`,
  );
  const colour = `var(--${props.tone ?? 'accent'})`;
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polygon
        points={`0,${height} ${places.join(' ')} ${width},${height}`}
        fill={colour}
        opacity="0.12"
      />
      <polyline
        points={places.join(' ')}
        fill="none"
        stroke={colour}
        strokeWidth="1.75"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}

/** The sentence under a chart over time. */
export function trendCaption(what: string, values: readonly number[]): string {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const way =
    last === first
      ? 'unchanged'
      : last > first
        ? `up from ${numberText(first)}`
        : `down from ${numberText(first)}`;
  return `${what}: ${numberText(last)} now, ${way}; at most ${numberText(Math.max(0, ...values))}.`;
}
