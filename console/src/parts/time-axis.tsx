import { type ReactNode, useState } from 'react';
import { toneOf } from './badges.tsx';
import { visible } from './name.tsx';
import { exactTime, relativeTime } from './time.tsx';
import type { Happening } from './timeline.tsx';
import './time-axis.css';

/** A row of the axis: which kinds of happenings stand in it, and the shape that marks them. */
export interface Lane {
  readonly title: string;
  readonly kinds: readonly string[];
}

const width = 1000;
const laneHeight = 30;
const top = 6;

/**
 * One axis of time for everything that happened to a thing: a lane for each kind, so that cause and effect stand above each other.
 * The list below it says the same in words; the picture is hidden from screen readers.
 */
export function TimeAxis(props: {
  readonly items: readonly Happening[];
  readonly lanes: readonly Lane[];
  readonly now: number;
}): ReactNode {
  const [at, setAt] = useState<Happening>();
  const used = props.lanes.filter((lane) => props.items.some((item) => isIn(lane, item)));
  if (props.items.length === 0) return undefined;
  const from = Math.min(...props.items.map((item) => item.time), props.now - 3_600_000);
  const span = Math.max(1, props.now - from);
  function xOf(time: number): number {
    return 8 + ((time - from) / span) * (width - 16);
  }
  const height = top * 2 + used.length * laneHeight;
  return (
    <figure className="axis">
      <div className="axis-names" aria-hidden="true">
        {used.map((lane) => (
          <span key={lane.title}>{lane.title}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        style={{ height }}
        onMouseLeave={() => setAt(undefined)}
      >
        {used.map((lane, row) => (
          <LaneMarks
            key={lane.title}
            items={props.items.filter((item) => isIn(lane, item))}
            y={top + (row + 0.5) * laneHeight}
            xOf={xOf}
            onPoint={setAt}
          />
        ))}
      </svg>
      <figcaption className="row spread small quiet">
        {at === undefined ? (
          <>
            <span>{relativeTime(from, props.now)}</span>
            <span>now</span>
          </>
        ) : (
          <span>
            {exactTime(at.time)}: <bdi>{visible(at.text)}</bdi>
          </span>
        )}
      </figcaption>
    </figure>
  );
}

function LaneMarks(props: {
  readonly items: readonly Happening[];
  readonly y: number;
  readonly xOf: (time: number) => number;
  readonly onPoint: (item: Happening) => void;
}): ReactNode {
  return (
    <>
      <line x1="0" x2={width} y1={props.y} y2={props.y} className="axis-line" />
      {props.items.map((item, index) => (
        <line
          key={`${item.time} ${index}`}
          x1={props.xOf(item.time)}
          x2={props.xOf(item.time)}
          y1={props.y - 9}
          y2={props.y + 9}
          className="axis-mark"
          stroke={`var(--${item.severity === undefined ? 'accent' : toneOf(item.severity)})`}
          onMouseEnter={() => props.onPoint(item)}
        >
          <title>{visible(item.text)}</title>
        </line>
      ))}
    </>
  );
}

function isIn(lane: Lane, item: Happening): boolean {
  return lane.kinds.includes(item.kind ?? '');
}
