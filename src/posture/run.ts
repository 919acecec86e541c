import { faultOf } from '#check/fault.ts';
import type { Check, Violation } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import { fixOf } from '#kube/edit.ts';
import { type KubeObject, locate, nameOf, referenceOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { ClusterSubject, ObjectSubject, PostureSettings } from '#kube/subject.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';

/** Faults of one check in one object, and in all of them, that are reported. */
const maxPerObject = 100;
const maxPerSet = 20_000;

/** What checks found, and which of them found more than is reported. */
export interface PostureRun {
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
}

/** Asks all checks of one object. */
export function checkObject(
  object: KubeObject,
  checks: readonly Check<ObjectSubject>[],
  settings: PostureSettings,
): PostureRun {
  const subject = { object, pods: podTemplatesOf(object), settings };
  const faults: Fault[] = [];
  const gaps: Gap[] = [];
  for (const { meta, evaluate } of checks) {
    let count = 0;
    for (const violation of evaluate(subject)) {
      count += 1;
      if (count > maxPerObject) {
        gaps.push(tooMany(meta.id, object, maxPerObject));
        break;
      }
      faults.push(faultAt(meta, violation, object));
    }
  }
  return { faults, gaps };
}

/** Asks all checks of many objects together. Throws when `signal` is aborted. */
export function checkCluster(
  subject: ClusterSubject,
  checks: readonly Check<ClusterSubject>[],
  signal?: AbortSignal,
): PostureRun {
  const faults: Fault[] = [];
  const gaps: Gap[] = [];
  for (const { meta, evaluate } of checks) {
    if (signal !== undefined) checkpoint(signal);
    let count = 0;
    for (const violation of evaluate(subject)) {
      const object = violation.object && subject.view.get(violation.object);
      count += 1;
      if (object !== undefined && count > maxPerSet) {
        gaps.push(tooMany(meta.id, object, maxPerSet));
        break;
      }
      faults.push(
        object === undefined
          ? faultOf(meta, violation, violation.place ?? { path: '.' })
          : faultAt(meta, violation, object),
      );
    }
  }
  return { faults, gaps };
}

function faultAt(meta: Check<never>['meta'], violation: Violation, object: KubeObject): Fault {
  const { field = [], patches = [], subject = nameOf(object) } = violation;
  const fixes = patches.flatMap((patch) => fixOf(object, patch) ?? []);
  return faultOf(
    meta,
    { ...violation, subject, object: referenceOf(object), ...(fixes.length > 0 && { fixes }) },
    locate(object, field),
  );
}

function tooMany(id: string, object: KubeObject, limit: number): Gap {
  const detail = `${id} has more than ${limit} faults here; the rest is left out`;
  return { type: 'gap', location: locate(object, []), reason: 'too-large', detail };
}
