import type { Check, CheckMeta, FileResult, Violation } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import { CaissonError } from '#kit/error.ts';
import { type KubeObject, locate, nameOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import type { ClusterSubject, ObjectSubject, PostureSettings } from '#kube/subject.ts';
import type { Fault } from '#model/fault.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import { FaultWriter } from './fault-writer.ts';

/** Faults of one check in one object, and in all of them, that are reported. */
const maxPerObject = 100;
const maxPerSet = 20_000;
/** Objects that one check may fail on before it is asked no more. */
const maxCrashes = 10;

/** Checks that are asked of many objects, one after another and together. Bugs of checks become gaps. */
export class PostureRun {
  readonly #writer = new FaultWriter();
  readonly #crashes = new Map<string, number>();

  /** Asks all checks of one object. */
  ofObject(
    object: KubeObject,
    checks: readonly Check<ObjectSubject>[],
    settings: PostureSettings,
  ): FileResult {
    const subject = { object, pods: podTemplatesOf(object), settings };
    const faults: Fault[] = [];
    const gaps: Gap[] = [];
    for (const check of checks) {
      const before = faults.length;
      const gap = this.#ask(check, subject, object, (violation) => {
        if (faults.length - before >= maxPerObject) return false;
        faults.push(this.#writer.write(check.meta, violation, object));
        return true;
      });
      if (gap !== undefined) gaps.push(gap);
    }
    return { faults, gaps };
  }

  /** Asks all checks of many objects together. Throws when `signal` is aborted. */
  ofCluster(
    subject: ClusterSubject,
    checks: readonly Check<ClusterSubject>[],
    signal: AbortSignal,
  ): FileResult {
    const faults: Fault[] = [];
    const gaps: Gap[] = [];
    for (const [at, check] of checks.entries()) {
      checkpoint(signal);
      const found: Found[] = [];
      const gap = this.#ask(check, subject, undefined, (violation) => {
        if (found.length >= maxPerSet) return false;
        const object = violation.object && subject.view.get(violation.object);
        found.push({ violation, object });
        return true;
      });
      for (const fault of this.#placed(check.meta, found)) faults.push(fault);
      if (gap !== undefined) gaps.push(gap);
      if (topicOf(check) !== topicOf(checks[at + 1])) subject.view.forget();
    }
    return { faults, gaps };
  }

  /**
   * Gives the violations to `take` until it wants no more. The gap says that it wanted no more, or that the check failed: a bug in
   * one check must not hide what the others find.
   */
  #ask<Subject>(
    { meta, evaluate }: Check<Subject>,
    subject: Subject,
    object: KubeObject | undefined,
    take: (violation: Violation) => boolean,
  ): Gap | undefined {
    if ((this.#crashes.get(meta.id) ?? 0) >= maxCrashes) return undefined;
    try {
      for (const violation of evaluate(subject)) if (!take(violation)) return tooMany(meta, object);
      return undefined;
    } catch (error) {
      const crashes = (this.#crashes.get(meta.id) ?? 0) + 1;
      this.#crashes.set(meta.id, crashes);
      return crashGap(meta, object, { error, isLast: crashes === maxCrashes });
    }
  }

  /** Faults in the order of the violations, but made file by file: each file is read again only once. */
  #placed(meta: CheckMeta, found: readonly Found[]): readonly Fault[] {
    const faults = new Map<Found, Fault>();
    for (const ofFile of Map.groupBy(found, pathOf).values())
      for (const one of ofFile)
        faults.set(one, this.#writer.write(meta, one.violation, one.object));
    return found.flatMap((one) => faults.get(one) ?? []);
  }
}

interface Found {
  readonly violation: Violation;
  readonly object: KubeObject | undefined;
}

function pathOf({ object }: Found): string | undefined {
  return object?.origin.place.path;
}

/** Checks of one topic have numbers of one hundred, stand together, and share what they make of the view. */
function topicOf(check: Check<ClusterSubject> | undefined): string | undefined {
  return check?.meta.id.slice(0, -2);
}

function tooMany({ id }: CheckMeta, object: KubeObject | undefined): Gap {
  const [limit, place] =
    object === undefined ? [maxPerSet, { path: '.' }] : [maxPerObject, locate(object, [])];
  const detail = `${id} has more than ${limit} faults here; the rest is left out`;
  return { type: 'gap', location: place, reason: 'too-large', detail };
}

function crashGap(
  { id }: CheckMeta,
  object: KubeObject | undefined,
  { error, isLast }: { readonly error: unknown; readonly isLast: boolean },
): Gap {
  const subject = object === undefined ? 'all objects together' : nameOf(object);
  const rest = isLast ? '; it is asked no more' : '';
  const detail = `${id} failed on ${subject}: ${reasonOf(error)}${rest}`;
  const location: Location = object === undefined ? { path: '.' } : locate(object, []);
  return { type: 'gap', location, reason: 'crashed', detail };
}

function reasonOf(error: unknown): string {
  if (error instanceof CaissonError) return error.message;
  return `unexpected failure (${error instanceof Error ? error.name : 'unknown'})`;
}
