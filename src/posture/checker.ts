import { applyMarkers, type Marker } from '#check/markers.ts';
import type { Check, CheckedFile, FileChecker, FileResult, SetCheck } from '#contract/check.ts';
import type { Scope } from '#contract/scope.ts';
import { RecentTexts } from '#kube/manifest-text.ts';
import { readManifests } from '#kube/read-manifests.ts';
import type { ClusterSubject, ObjectSubject, PostureSettings } from '#kube/subject.ts';
import type { Fault } from '#model/fault.ts';
import { markersOfManifests } from './allowance.ts';
import type { NodeSubject } from './node/subject.ts';
import { isManifest } from './recognise.ts';
import { PostureSet } from './set.ts';

/** What is asked of manifests. */
export interface PostureChecks {
  readonly ofObjects: readonly Check<ObjectSubject>[];
  readonly ofClusters: readonly Check<ClusterSubject>[];
  /** For what objects say of nodes: static pods of the control plane, configurations of the kubelet. */
  readonly ofNodes: readonly Check<NodeSubject>[];
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
  readonly #set: PostureSet;
  readonly #scope: Scope;
  readonly #recent = new RecentTexts();
  readonly #markers = new Map<string, readonly Marker[]>();

  constructor(checks: PostureChecks, settings: PostureSettings, scope: Scope) {
    this.#set = new PostureSet(checks, settings, scope.signal);
    this.#scope = scope;
  }

  add({ path, bytes, rendered, again }: CheckedFile): FileResult {
    const manifests = readManifests(path, bytes, rendered, { recent: this.#recent, again });
    const markers = markersOfManifests(manifests);
    if (markers.length > 0) this.#markers.set(path, markers);
    const results = manifests.objects.map((object) => this.#set.add(object));
    const faults = results.flatMap((result) => result.faults);
    return {
      faults: applyMarkers(faults, markers).faults,
      gaps: [...manifests.gaps, ...results.flatMap(({ gaps }) => gaps)],
    };
  }

  finish(): FileResult {
    const { faults, gaps } = this.#set.finish(this.#set.view('manifests'), this.#scope.clock());
    return { faults: faults.flatMap((fault) => this.#marked(fault)), gaps };
  }

  #marked(fault: Fault): readonly Fault[] {
    const markers = this.#markers.get(fault.locations[0].path);
    return markers === undefined ? [fault] : applyMarkers([fault], markers).faults;
  }
}
