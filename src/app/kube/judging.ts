import { applyMarkers, type Marker } from '#check/markers.ts';
import type { FileResult } from '#contract/check.ts';
import type { ProgressTask, Scope } from '#contract/scope.ts';
import type { KubeObject } from '#kube/object.ts';
import type { PostureSettings } from '#kube/subject.ts';
import type { Fault } from '#model/fault.ts';
import type { Gap } from '#model/observation.ts';
import type { PostureChecks } from '#posture/checker.ts';
import { withoutReplicas } from '#posture/replicas.ts';
import { PostureSet } from '#posture/set.ts';
import type { GatheredObjects } from './objects.ts';

/**
 * Judges objects while they are read, each by itself, because the place of a field is at hand then; in the end those of each part
 * together.
 */
export class Judging implements Disposable {
  readonly #checks: PostureChecks;
  readonly #settings: PostureSettings;
  readonly #scope: Scope;
  readonly #sets = new Map<string, PostureSet>();
  readonly #faults: Fault[] = [];
  readonly #gaps: Gap[] = [];
  readonly #task: ProgressTask;

  constructor(checks: PostureChecks, settings: PostureSettings, scope: Scope) {
    this.#checks = checks;
    this.#settings = settings;
    this.#scope = scope;
    this.#task = scope.progress.begin('judging objects', undefined, 'items');
  }

  /** `unit`: what it belongs to, see `GatheredObjects.parts`. */
  add(object: KubeObject, unit: string): void {
    this.#note(this.#setOf(unit).add(object));
    this.#task.advance(1);
  }

  /** All that the objects show, with what comments in their files accept. */
  finish({ parts, markers, view: whole }: GatheredObjects): FileResult {
    const now = this.#scope.clock();
    const known = parts.size > 1 ? this.#setOf('').known(whole, now) : undefined;
    for (const [unit, view] of parts) this.#note(this.#setOf(unit).finish(view, now, known));
    const all = withoutReplicas(whole, this.#faults);
    const faults = parts.size > 1 ? unique(all) : all;
    return { faults: faults.map((fault) => marked(fault, markers)), gaps: this.#gaps };
  }

  [Symbol.dispose](): void {
    this.#task[Symbol.dispose]();
  }

  #setOf(unit: string): PostureSet {
    const known = this.#sets.get(unit);
    if (known !== undefined) return known;
    const made = new PostureSet(this.#checks, this.#settings, this.#scope.signal);
    this.#sets.set(unit, made);
    return made;
  }

  #note({ faults, gaps }: FileResult): void {
    for (const fault of faults) this.#faults.push(fault);
    for (const gap of gaps) this.#gaps.push(gap);
  }
}

/** A file that several kustomizations build on has its faults once. */
function unique(faults: readonly Fault[]): readonly Fault[] {
  const byKey = new Map<string, Fault>();
  for (const fault of faults) {
    const { rule, subject = '', message, identity = '' } = fault;
    const { path, line = 0, column = 0, field = '' } = fault.locations[0];
    const key = [rule, path, line, column, field, subject, identity, message].join('\0');
    if (!byKey.has(key)) byKey.set(key, fault);
  }
  return [...byKey.values()];
}

function marked(fault: Fault, markers: ReadonlyMap<string, readonly Marker[]>): Fault {
  const own = markers.get(fault.locations[0].path);
  return own === undefined ? fault : (applyMarkers([fault], own).faults[0] ?? fault);
}
