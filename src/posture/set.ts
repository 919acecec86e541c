import type { FileResult } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterSubject, PostureSettings } from '#kube/subject.ts';
import { ClusterView, type Completeness } from '#kube/view.ts';
import type { Fault } from '#model/fault.ts';
import { allowByAnnotations } from './allowance.ts';
import { type Deployment, deploymentsIn } from './alternatives.ts';
import type { PostureChecks } from './checker.ts';
import { nodeFaultsOfObject } from './node/object-faults.ts';
import { PostureRun } from './run.ts';

/** Objects that are judged each by itself when they come, and all together at the end. */
export class PostureSet {
  readonly #checks: PostureChecks;
  readonly #settings: PostureSettings;
  readonly #signal: AbortSignal;
  readonly #run = new PostureRun();
  readonly #objects: KubeObject[] = [];

  constructor(checks: PostureChecks, settings: PostureSettings, signal: AbortSignal) {
    this.#checks = checks;
    this.#settings = settings;
    this.#signal = signal;
  }

  /** What an object shows by itself. */
  add(object: KubeObject): FileResult {
    checkpoint(this.#signal);
    this.#objects.push(object);
    const { faults, gaps } = this.#run.ofObject(object, this.#checks.ofObjects, this.#settings);
    const ofNodes = nodeFaultsOfObject(object, this.#checks.ofNodes, this.#settings.minor);
    return { faults: allowByAnnotations(object, [...faults, ...ofNodes]), gaps };
  }

  /** All objects together; the same view for every answer about them. */
  view(completeness: Completeness, unlisted?: ReadonlySet<string>): ClusterView {
    return new ClusterView(this.#objects, completeness, unlisted);
  }

  /** What they show together; `known` where they are part of more. */
  finish(view: ClusterView, now: Date, known?: ReadonlySet<string>): FileResult {
    const deployments = deploymentsIn(view);
    const results = deployments.map((one) => this.#judge(one, now));
    const faults = results.flatMap((one) => one.faults);
    const gaps = results.flatMap((one) => one.gaps);
    const real = known ?? (deployments.length === 1 ? undefined : this.known(view, now));
    if (real === undefined) return { faults, gaps };
    return { faults: faults.filter((fault) => real.has(keyOf(fault))), gaps };
  }

  /**
   * The faults of all objects together, for `finish` of a part of them: what a part lacks may stand in another one, so only what
   * nobody has is missing. `undefined` where there are too many to tell.
   */
  known(view: ClusterView, now: Date): ReadonlySet<string> | undefined {
    const { faults, gaps } = this.#judge({ view, owns: () => true }, now);
    return gaps.length > 0 ? undefined : new Set(faults.map(keyOf));
  }

  #judge(deployment: Deployment, now: Date): FileResult {
    const { view } = deployment;
    const subject: ClusterSubject = { view, settings: this.#settings, now };
    const { faults, gaps } = this.#run.ofCluster(subject, this.#checks.ofClusters, this.#signal);
    const own = faults.filter(({ locations: [place] }) => deployment.owns(place.path));
    return { faults: own.flatMap((fault) => allowedIn(view, fault)), gaps };
  }
}

/** The same fault, in whichever file the object stands. */
function keyOf({ rule, object, identity, message, subject }: Fault): string {
  const { kind = '', namespace = '', name = '' } = object ?? {};
  return [rule, kind, namespace, name, identity ?? message ?? '', subject ?? ''].join('\0');
}

function allowedIn(view: ClusterView, fault: Fault): readonly Fault[] {
  const object = fault.object && view.get(fault.object);
  return object === undefined ? [fault] : allowByAnnotations(object, [fault]);
}
