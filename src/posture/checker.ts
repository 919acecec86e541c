import type { Check, CheckedFile, FileChecker, FileResult, SetCheck } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { checkpoint } from '#kit/abort.ts';
import type { KubeObject } from '#kube/object.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { ClusterSubject, ObjectSubject, PostureSettings } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import { isManifest } from './recognise.ts';
import { checkCluster, checkObject } from './run.ts';

/** What is asked of manifests. */
export interface PostureChecks {
  readonly ofObjects: readonly Check<ObjectSubject>[];
  readonly ofClusters: readonly Check<ClusterSubject>[];
}

/** Makes the checker of Kubernetes manifests: each object by itself, and all objects of a run together. */
export function createManifestChecker(
  checks: PostureChecks,
  settings: PostureSettings,
): FileChecker {
  return {
    kind: 'checker',
    id: 'check/kubernetes',
    revision: 1,
    title: 'Kubernetes manifests',
    fileKind: 'Kubernetes manifest',
    recognises: isManifest,
    check(file, scope) {
      const set = new ManifestSet(checks, settings, scope);
      const own = set.add(file);
      const together = set.finish();
      return {
        faults: [...own.faults, ...together.faults],
        gaps: [...own.gaps, ...together.gaps],
      };
    },
    together: (scope) => new ManifestSet(checks, settings, scope),
  };
}

class ManifestSet implements SetCheck {
  readonly #checks: PostureChecks;
  readonly #settings: PostureSettings;
  readonly #scope: Scope;
  readonly #objects: KubeObject[] = [];

  constructor(checks: PostureChecks, settings: PostureSettings, scope: Scope) {
    this.#checks = checks;
    this.#settings = settings;
    this.#scope = scope;
  }

  add({ path, bytes, rendered }: CheckedFile): FileResult {
    const { objects, gaps } = readManifests(path, bytes, rendered);
    const runs = objects.map((object) => {
      checkpoint(this.#scope.signal);
      this.#objects.push(object);
      return checkObject(object, this.#checks.ofObjects, this.#settings);
    });
    return {
      faults: runs.flatMap(({ faults }) => faults),
      gaps: [...gaps, ...runs.flatMap((run) => run.gaps)],
    };
  }

  finish(): FileResult {
    const view = new ClusterView(this.#objects, 'manifests');
    const subject = { view, settings: this.#settings, now: this.#scope.clock() };
    return checkCluster(subject, this.#checks.ofClusters, this.#scope.signal);
  }
}
