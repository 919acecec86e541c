import type { ApiResource } from '#contract/cluster.ts';
import { resourceName } from './api/path.ts';

/**
 * Resources that say nothing of how a cluster is built: events, leases, measurements, reports of scanners, what controllers keep
 * for themselves. As `plural.group`, or `*.group`.
 */
const noise: ReadonlySet<string> = new Set([
  'events',
  'events.events.k8s.io',
  'componentstatuses',
  'podtemplates',
  'controllerrevisions.apps',
  'leases.coordination.k8s.io',
  'leasecandidates.coordination.k8s.io',
  'endpointslices.discovery.k8s.io',
  'csinodes.storage.k8s.io',
  'csistoragecapacities.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  '*.flowcontrol.apiserver.k8s.io',
  '*.internal.apiserver.k8s.io',
  '*.metrics.k8s.io',
  '*.custom.metrics.k8s.io',
  '*.external.metrics.k8s.io',
  '*.wgpolicyk8s.io',
  '*.openreports.io',
  '*.reports.kyverno.io',
  'admissionreports.kyverno.io',
  'backgroundscanreports.kyverno.io',
  'clusteradmissionreports.kyverno.io',
  'clusterbackgroundscanreports.kyverno.io',
  'updaterequests.kyverno.io',
  'ephemeralreports.kyverno.io',
  '*.aquasecurity.github.io',
  '*.spdx.softwarecomposition.kubescape.io',
  'ciliumendpoints.cilium.io',
  'ciliumidentities.cilium.io',
  'ciliumnodes.cilium.io',
  'ciliumendpointslices.cilium.io',
  'blockaffinities.crd.projectcalico.org',
  'ipamblocks.crd.projectcalico.org',
  'ipamhandles.crd.projectcalico.org',
  'packagemanifests.packages.operators.coreos.com',
  'images.image.openshift.io',
  'imagestreamtags.image.openshift.io',
  '*.authorization.openshift.io',
  '*.oauth.openshift.io',
  'projects.project.openshift.io',
  'orders.acme.cert-manager.io',
  'challenges.acme.cert-manager.io',
]);

/** Groups under whose name the objects of another group are served a second time: the same objects. */
const doubles: Readonly<Record<string, string>> = {
  extensions: 'networking.k8s.io',
  'events.k8s.io': '',
};

/** How an inventory is narrowed. */
export interface KindChoice {
  /** `all`, or kinds: `Deployment`, `deployments`, `deploy`, `deployments.apps`, `apps/Deployment`. Absent: all but noise. */
  readonly kinds?: readonly string[] | 'all';
}

/** The resources that an inventory lists. */
export function wantedResources(
  resources: readonly ApiResource[],
  { kinds }: KindChoice,
): readonly ApiResource[] {
  const listable = resources.filter(({ verbs }) => verbs.includes('list'));
  const unique = listable.filter((one) => !isDouble(one, listable));
  if (kinds === 'all') return unique;
  if (kinds === undefined) return unique.filter((one) => !isNoise(one));
  const names = new Set(kinds.map((kind) => kind.toLowerCase()));
  return listable.filter((one) => namesOf(one).some((name) => names.has(name)));
}

/** The kinds asked for that no resource answers to. */
export function unknownKinds(
  resources: readonly ApiResource[],
  { kinds }: KindChoice,
): readonly string[] {
  if (kinds === undefined || kinds === 'all') return [];
  const known = new Set(resources.flatMap(namesOf));
  return kinds.filter((kind) => !known.has(kind.toLowerCase()));
}

function namesOf(resource: ApiResource): readonly string[] {
  const { group, kind, name, shortNames } = resource;
  return [name, kind, `${group}/${kind}`, resourceName(resource), ...shortNames].map((text) =>
    text.toLowerCase(),
  );
}

function isNoise(resource: ApiResource): boolean {
  return noise.has(resourceName(resource)) || noise.has(`*.${resource.group}`);
}

function isDouble({ group, name }: ApiResource, all: readonly ApiResource[]): boolean {
  const other = doubles[group];
  return other !== undefined && all.some((one) => one.group === other && one.name === name);
}
