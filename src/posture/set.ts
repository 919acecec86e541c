import type { FileResult } from '#contract/check.ts';
import { checkpoint } from '#kit/abort.ts';
import type { KubeObject } from '#kube/object.ts';
import type { ClusterSubject, PostureSettings } from '#kube/subject.ts';
import { ClusterView, type Completeness } from '#kube/view.ts';
import type { Fault } from '#model/fault.ts';
import { allowByAnnotations } from './allowance.ts';
import { type Deployment, deploymentsIn } from './alternatives.ts';
import type { PostureChecks } from './checker.ts';
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
    return { faults: allowByAnnotations(object, faults), gaps };
  }

  /** All objects together; the same view for every answer about them. */
  view(completeness: Completeness, unlisted?: ReadonlySet<string>): ClusterView {
    return new ClusterView(this.#objects, completeness, unlisted);
  }

  /** What they show together. */
  finish(view: ClusterView, now: Date): FileResult {
    const results = deploymentsIn(view).map((one) => this.#judge(one, now));
    return {
      faults: results.flatMap(({ faults }) => faults),
      gaps: results.flatMap(({ gaps }) => gaps),
    };
  }

  #judge(deployment: Deployment, now: Date): FileResult {
    const { view } = deployment;
    const subject: ClusterSubject = { view, settings: this.#settings, now };
    const { faults, gaps } = this.#run.ofCluster(subject, this.#checks.ofClusters, this.#signal);
    const own = faults.filter(({ locations: [place] }) => deployment.owns(place.path));
    return { faults: own.flatMap((fault) => allowedIn(view, fault)), gaps };
  }
}

function allowedIn(view: ClusterView, fault: Fault): readonly Fault[] {
  const object = fault.object && view.get(fault.object);
  return object === undefined ? [fault] : allowByAnnotations(object, [fault]);
}
