import type { Detection, RuntimeException } from '#model/detection.ts';
import { accepts } from './exceptions.ts';
import { fieldOf } from './fields.ts';

/** How far an exception reaches: the same program in this workload, in this image, or anywhere. */
type SilenceScope = 'workload' | 'image' | 'everywhere';

/** Who silences, until when. `expires` in milliseconds since the Unix epoch. */
export interface SilenceRequest {
  readonly id: string;
  readonly author: string;
  readonly reason: string;
  readonly expires: number;
  readonly scope?: SilenceScope;
}

/** What an exception would have done to stored detections. */
export interface SilenceEffect {
  readonly accepted: number;
  /** Detections of the same rule that would still be told. */
  readonly remaining: number;
  /** Programs among the accepted ones, at most ten: more than one says that it reaches far. */
  readonly programs: readonly string[];
  readonly workloads: readonly string[];
}

const scoped: Readonly<Record<SilenceScope, readonly string[]>> = {
  workload: ['caisson.workload', 'proc.exepath', 'proc.pexepath'],
  image: ['container.image.repository', 'proc.exepath', 'proc.pexepath'],
  everywhere: ['proc.exepath', 'proc.pexepath'],
};
/** What stands in where a detection has no process. */
const instead = [
  'proc.name',
  'fd.name',
  'ka.user.name',
  'ka.verb',
  'ka.target.resource',
  'evt.type',
];

/** The narrowest exception that accepts a detection and its repeats. It never reaches further than its scope. */
export function proposeException(detection: Detection, request: SilenceRequest): RuntimeException {
  const { id, author, reason, expires, scope = 'workload' } = request;
  const match = matchOf(detection, scoped[scope]);
  return {
    id,
    rule: detection.rule,
    match: Object.keys(match).some((name) => name.startsWith('proc.'))
      ? match
      : { ...match, ...matchOf(detection, instead) },
    reason,
    author,
    expires: new Date(expires).toISOString(),
  };
}

/** Its effect on detections that happened, whatever their time. */
export function effectOf(
  exception: RuntimeException,
  detections: Iterable<Detection>,
): SilenceEffect {
  const programs = new Set<string>();
  const workloads = new Set<string>();
  let accepted = 0;
  let remaining = 0;
  const lasting = { ...exception, expires: '9999-12-31' };
  for (const detection of detections) {
    const count = detection.count ?? 1;
    if (!accepts(lasting, detection)) {
      if (detection.rule === exception.rule) remaining += count;
      continue;
    }
    accepted += count;
    collect(programs, fieldOf(detection, 'proc.exepath'));
    collect(workloads, fieldOf(detection, 'caisson.workload'));
  }
  return { accepted, remaining, programs: [...programs].sort(), workloads: [...workloads].sort() };
}

/** Values are taken as they are: a `*` in one stands for any, which is wider, never narrower. */
function matchOf(detection: Detection, names: readonly string[]): Readonly<Record<string, string>> {
  const entries = names.flatMap((name) => {
    const value = fieldOf(detection, name);
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function collect(into: Set<string>, value: string | undefined): void {
  if (value !== undefined && into.size < 10) into.add(value);
}
