import { fieldOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import { type KubeObject, locate, referenceOf } from '#kube/object.ts';
import type { ClusterView } from '#kube/view.ts';
import type { EntryChain } from '#model/network.ts';
import type { PortSet, PortSpace } from './ports.ts';
import type { Services, ServiceTarget } from './services.ts';
import type { NetworkWorkload } from './workloads.ts';

/** A way from outside to one workload, before policies are asked. */
export interface Entry {
  readonly workload: NetworkWorkload;
  readonly ports: PortSet;
  readonly kind: EntryChain['kind'];
  /** Outermost first. */
  readonly objects: readonly KubeObject[];
  readonly hosts: readonly string[];
  /** CIDRs that may come in; empty: everybody. */
  readonly sources: readonly string[];
}

/** Something that could not be followed: a backend that is not there. */
export interface EntryProblem {
  readonly object: KubeObject;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

/** What readers of entries work with. */
export interface EntryReader {
  readonly view: ClusterView;
  readonly services: Services;
  readonly space: PortSpace;
  readonly report: (problem: EntryProblem) => void;
}

/** As a report shows it. */
export function chainOf(
  { kind, objects, hosts, sources, ports }: Entry,
  space: PortSpace,
): EntryChain {
  return {
    kind,
    objects: objects.map((object) => ({
      object: referenceOf(object),
      location: locate(object, []),
    })),
    hosts,
    ports: space.toPorts(ports),
    sources,
  };
}

/** One entry for each target. */
export function* led(
  targets: readonly ServiceTarget[],
  how: Omit<Entry, 'workload' | 'ports'>,
): Iterable<Entry> {
  for (const { workload, ports } of targets) yield { ...how, workload, ports };
}

/** Names of hosts in a list of texts or of objects with `host`. */
export function hostsIn(
  object: KubeObject,
  path: readonly string[],
  field: string,
): readonly string[] {
  const list = valueAt(object.body, path);
  const found = objectsOf(list).flatMap(([, item]) => textOf(fieldOf(item, field)) ?? []);
  return [...new Set([...textsOf(list), ...found])].filter((one) => one !== '');
}
