import { faultOf } from '#check/fault.ts';
import type { Check } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';

/** Faults that one check may report in one file; the rest of them tells nothing new. */
export const maxFaultsPerCheck = 1000;

/** What checks found in one file, and which of them found more than is reported. */
export interface CheckRun {
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** Runs checks on a subject; the faults stand in the file `path`. Throws when `signal` is aborted. */
export function runChecks<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  path: string,
  signal?: AbortSignal,
): CheckRun {
  const faults: Fault[] = [];
  const gaps: Gap[] = [];
  for (const { meta, evaluate } of checks) {
    if (signal !== undefined) checkpoint(signal);
    let count = 0;
    for (const violation of evaluate(subject)) {
      count += 1;
      if (count > maxFaultsPerCheck) {
        gaps.push(tooMany(meta.id, path));
        break;
      }
      faults.push(faultOf(meta, violation, { path }));
    }
  }
  return { faults, gaps };
}

function tooMany(id: string, path: string): Gap {
  const detail = `${id} has more than ${maxFaultsPerCheck} faults here; the rest is left out`;
  return { type: 'gap', location: { path }, reason: 'too-large', detail };
}
