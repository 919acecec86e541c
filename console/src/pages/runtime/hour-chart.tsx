import type { ReactNode } from 'react';
import type { AnswerOf } from '#wire/routes.ts';
import { ChartFrame } from '../../parts/charts.tsx';
import { exactTime, zoned } from '../../parts/time.tsx';
import { countOf, numberText } from '../../parts/words.ts';

type Hour = AnswerOf<'countDetections'>['hours'][number];
const levels = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
const hourMs = 3_600_000;
const height = 100;

/** Detections by hour, the worst at the bottom; events as a line behind. More than 60 hours are put together. */
export function HourChart(props: {
  readonly hours: readonly Hour[];
  readonly from: number | undefined;
  readonly onChoose: (from: number, to: number) => void;
}): ReactNode {
  const per = Math.max(1, Math.ceil(props.hours.length / 60));
  const slots = slotsOf(props.hours, per);
  const most = Math.max(1, ...slots.map((slot) => totalOf(slot)));
  const mostEvents = Math.max(1, ...slots.map((slot) => slot.events));
  const width = 100 / Math.max(1, slots.length);
  const all = slots.reduce((sum, slot) => sum + totalOf(slot), 0);
  const line = slots.map(
    (slot, at) =>
      `${((at + 0.5) * width).toFixed(2)},${(height - (slot.events / mostEvents) * height * 0.9).toFixed(1)}`,
  );
  return (
    <ChartFrame
      caption={captionOf(slots, all)}
      heads={['From', 'Detections']}
      points={slots.map((slot) => ({ label: exactTime(slot.hour), value: totalOf(slot) }))}
    >
      <div className="hours">
        <svg viewBox={`0 0 100 ${height}`} preserveAspectRatio="none" aria-hidden="true">
          {slots.map((slot, at) => (
            <g
              key={slot.hour}
              className="bar"
              onClick={() => props.onChoose(slot.hour, slot.hour + per * hourMs)}
            >
              <title>{`${exactTime(slot.hour)}: ${countOf(totalOf(slot), 'detection')}, ${countOf(slot.events, 'event')}`}</title>
              <rect
                className="slot"
                x={at * width}
                width={width}
                height={height}
                data-set={slot.hour === props.from}
              />
              <Stack slot={slot} x={at * width + width * 0.12} width={width * 0.76} most={most} />
            </g>
          ))}
          <polyline
            points={line.join(' ')}
            fill="none"
            stroke="var(--text-faint)"
            strokeWidth="1.25"
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
            pointerEvents="none"
          />
        </svg>
        <div className="hours-axis" aria-hidden="true">
          <span>{slots[0] === undefined ? '' : clockText(slots[0].hour)}</span>
          <span>bars: detections · dashed: events</span>
          <span>now</span>
        </div>
      </div>
    </ChartFrame>
  );
}

function Stack(props: {
  readonly slot: Hour;
  readonly x: number;
  readonly width: number;
  readonly most: number;
}): ReactNode {
  let top = height;
  return levels.map((level) => {
    const size = ((props.slot.bySeverity[level] ?? 0) / props.most) * (height - 4);
    top -= size;
    return size === 0 ? undefined : (
      <rect
        key={level}
        x={props.x}
        y={top}
        width={props.width}
        height={Math.max(0.6, size - 0.6)}
        fill={`var(--${level})`}
      />
    );
  });
}

function slotsOf(hours: readonly Hour[], per: number): readonly Hour[] {
  const slots: Hour[] = [];
  for (let at = 0; at < hours.length; at += per) {
    const part = hours.slice(at, at + per);
    slots.push({
      hour: part[0]?.hour ?? 0,
      events: part.reduce((sum, one) => sum + one.events, 0),
      bySeverity: Object.fromEntries(
        levels.map((level) => [
          level,
          part.reduce((sum, one) => sum + (one.bySeverity[level] ?? 0), 0),
        ]),
      ),
    });
  }
  return slots;
}

function totalOf(slot: Hour): number {
  return levels.reduce((sum, level) => sum + (slot.bySeverity[level] ?? 0), 0);
}

function captionOf(slots: readonly Hour[], all: number): string {
  const worst = slots.reduce<Hour | undefined>(
    (best, slot) => (best === undefined || totalOf(slot) > totalOf(best) ? slot : best),
    undefined,
  );
  const events = slots.reduce((sum, slot) => sum + slot.events, 0);
  const peak =
    worst === undefined || totalOf(worst) === 0
      ? ''
      : `; most at ${exactTime(worst.hour)} with ${numberText(totalOf(worst))}`;
  return `${countOf(all, 'detection')} of ${countOf(events, 'event')}${peak}.`;
}

const clockText = zoned({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
