import { eventTypeOfCall, systemCallNames } from '#event/system-call.ts';
import type { Deviation, ProfileDimension } from '#model/profile.ts';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import { extractorsOf } from './extractors.ts';
import type { Learner } from './learner.ts';
import type { Replica } from './replica.ts';

/** The usual answer. */
export const nothing: readonly Deviation[] = [];

const calls: ReadonlyMap<string, string> = new Map(
  [...systemCallNames('x64'), ...systemCallNames('arm64')].flatMap((name) =>
    name === undefined ? [] : [[eventTypeOfCall(name), name] as const],
  ),
);

/** The system call behind a type of event; undefined for what is none. */
function callName(type: string): string | undefined {
  return calls.get(type);
}

/** Everything that one event tells the profile of its workload. */
export function meetAll(
  learner: Learner,
  replica: Replica,
  event: RuntimeEvent,
): readonly Deviation[] {
  if (!replica.types.has(event.type)) noteType(learner, replica, event);
  const extractors = extractorsOf(event.type);
  if (extractors === undefined) return nothing;
  let found: Deviation[] | undefined;
  for (const extractor of extractors) {
    const deviation = learner.meet(extractor, event, replica);
    if (deviation === undefined) continue;
    found ??= [];
    found.push(deviation);
  }
  return found ?? nothing;
}

/** What one event says in one dimension, against what is known; undefined where it says nothing: that is not known behaviour. */
export function deviationIn(
  learner: Learner,
  event: RuntimeEvent,
  dimension: ProfileDimension,
): Deviation | false | undefined {
  if (!isPromoted(learner, dimension)) return undefined;
  if (dimension === 'syscall')
    return learner.deviationOfKey('syscall', callName(event.type) ?? event.type);
  let isKnown = false;
  for (const extractor of extractorsOf(event.type) ?? []) {
    if (extractor.dimension !== dimension) continue;
    const deviation = learner.deviation(extractor, event);
    if (deviation === false) isKnown = true;
    else if (deviation !== undefined) return deviation;
  }
  return isKnown ? false : undefined;
}

/** Whether every dimension that an event speaks of is promoted and knows it, and there is one. */
export function knowsAll(learner: Learner, event: RuntimeEvent): boolean {
  const spoken = (extractorsOf(event.type) ?? []).filter(({ raw }) => raw(event) !== undefined);
  const answers = spoken.map((extractor) =>
    isPromoted(learner, extractor.dimension) ? learner.deviation(extractor, event) : 'learning',
  );
  return answers.includes(false) && answers.every((one) => one === false || one === undefined);
}

function isPromoted(learner: Learner, dimension: ProfileDimension): boolean {
  const { state } = learner.dimensions[dimension];
  return state !== 'learning' && state !== 'off';
}

/** Behaviours that are told by name. */
export interface Named {
  readonly dimension: ProfileDimension;
  readonly names: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly time: number;
}

/** Takes in named behaviours, gives what is new. */
export function noteAll(
  learner: Learner,
  replica: Replica,
  { dimension, names, time }: Named,
): readonly Deviation[] {
  const found: Deviation[] = [];
  for (const name of names) {
    const isRepeat = replica.has(dimension, name);
    const deviation = isRepeat ? false : learner.deviationOfKey(dimension, name);
    learner.note(dimension, name, replica, time);
    if (deviation !== undefined && deviation !== false) found.push(deviation);
  }
  return found;
}

function noteType(learner: Learner, replica: Replica, event: RuntimeEvent): void {
  replica.types.add(event.type);
  const call = callName(event.type);
  if (call !== undefined) learner.note('syscall', call, replica, event.seconds * 1000);
}
