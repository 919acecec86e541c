import { formatJson } from '#kit/json.ts';
import type { Incident } from '#model/detection.ts';

/** One fact of the time line of a bundle; `time` in milliseconds since the Unix epoch. */
export interface TimelineFact {
  readonly time: number;
  readonly source: 'sensor' | 'action' | 'person' | 'snapshot';
  readonly actor: string;
  readonly object: string;
  readonly text: string;
}

const columns = 'message,datetime,timestamp_desc,source,actor,object';

/** What an incident tells, and what happened while evidence was taken, oldest first. */
export function factsOfIncident(incident: Incident | undefined): readonly TimelineFact[] {
  return (incident?.timeline ?? []).map(({ time, kind, actor, text }) => ({
    time,
    source:
      kind === 'action' ? 'action' : kind === 'detection' || kind === 'loss' ? 'sensor' : 'person',
    actor,
    object: incident?.container?.name ?? '',
    text,
  }));
}

/** One JSON object a line; time in nanoseconds of the Unix epoch as a decimal string. */
export function timelineLines(facts: readonly TimelineFact[]): string {
  return ordered(facts)
    .map(({ time, ...fact }) => `${formatJson({ time: nanoseconds(time), ...fact })}\n`)
    .join('');
}

/** The same in Timesketch's columns (message, datetime, timestamp_desc). */
export function timelineTable(facts: readonly TimelineFact[]): string {
  const rows = ordered(facts).map(({ time, source, actor, object, text }) =>
    [text, new Date(time).toISOString(), `caisson ${source}`, source, actor, object]
      .map(cell)
      .join(','),
  );
  return `${[columns, ...rows].join('\n')}\n`;
}

function ordered(facts: readonly TimelineFact[]): readonly TimelineFact[] {
  return [...facts].sort((a, b) => a.time - b.time);
}

function nanoseconds(time: number): string {
  const whole = Math.floor(time);
  return `${BigInt(whole) * 1_000_000n + BigInt(Math.round((time - whole) * 1e6))}`;
}

/** Spreadsheets take cells that begin with these for formulas. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""').replaceAll(/[\r\n]+/g, ' ')}"`;
}
