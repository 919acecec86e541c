import type { FlowWindow, NetworkFlow } from '#model/network-flow.ts';

/** Names of fields for times. */
export const ownTimes = { at: 'time', first: 'firstSeen', last: 'lastSeen' } as const;

/** When a flow was seen; what is no time is left out. */
export function timesOf<Name extends string>(
  read: (name: Name) => string | undefined,
  { at, first, last }: Readonly<Record<'at' | 'first' | 'last', Name>>,
): Pick<NetworkFlow, 'firstSeen' | 'lastSeen'> {
  const once = read(at);
  const from = earliest([read(first), once]);
  const to = latest([read(last), once]);
  return {
    ...(from !== undefined && { firstSeen: from }),
    ...(to !== undefined && { lastSeen: to }),
  };
}

/** The first of some times, as it is written. */
export function earliest(times: readonly (string | undefined)[]): string | undefined {
  return ordered(times)[0];
}

export function latest(times: readonly (string | undefined)[]): string | undefined {
  return ordered(times).at(-1);
}

function ordered(times: readonly (string | undefined)[]): readonly string[] {
  return times
    .filter((time) => time !== undefined)
    .filter((time) => !Number.isNaN(Date.parse(time)))
    .sort((a, b) => Date.parse(a) - Date.parse(b));
}

/** The time that flows span; `undefined` where none says when it was seen. */
export function windowOf(flows: readonly NetworkFlow[]): FlowWindow | undefined {
  let from: string | undefined;
  let to: string | undefined;
  for (const { firstSeen, lastSeen } of flows) {
    from = earliest([from, firstSeen, lastSeen]);
    to = latest([to, firstSeen, lastSeen]);
  }
  if (from === undefined || to === undefined) return undefined;
  return { from, to, seconds: Math.round((Date.parse(to) - Date.parse(from)) / 1000) };
}

const day = 86_400;

/** What a reader should know of a window: how long it is, and what it may have missed. */
export function describeWindow({ from, to, seconds }: FlowWindow): string {
  const text = `seen from ${from} to ${to} (${durationOf(seconds)})`;
  if (seconds >= 7 * day) return text;
  const missed = seconds < day ? 'a day' : 'a week';
  return `${text}: less than ${missed}, so what runs seldom may be missing`;
}

function durationOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * day) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / day)} days`;
}
