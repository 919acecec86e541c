import type { ApiResource } from '#contract/cluster.ts';

/** A group as discovery tells it, versions in the order of preference. */
export interface ServedGroup {
  readonly name: string;
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly ServedResource[];
  }[];
}

export interface ServedResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly subresources: readonly string[];
}

const maxResources = 50_000;

/** Each resource once, in the first version that has it. */
export function preferredResources(groups: readonly ServedGroup[]): readonly ApiResource[] {
  return groups.flatMap(preferredOf).slice(0, maxResources);
}

function preferredOf({ name: group, versions }: ServedGroup): readonly ApiResource[] {
  const served = new Map<string, string[]>();
  for (const { version, resources } of versions)
    for (const { name } of resources) served.set(name, [...(served.get(name) ?? []), version]);
  return versions.flatMap(({ version, resources }) =>
    resources.flatMap((resource) => {
      const all = served.get(resource.name) ?? [];
      return all[0] === version ? [{ ...resource, group, version, versions: all }] : [];
    }),
  );
}
