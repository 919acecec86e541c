import type { Component } from '#model/component.ts';
import { isOperatingSystemEcosystem } from '#model/ecosystem.ts';
import type { OwnershipObservation } from '#model/observation.ts';
import { fileOfPath } from './file-of-path.ts';

const linkHops = 40;

/**
 * Says for components that lie in files of an OS package which package that is, by `id`. Package managers list files
 * through directory links (`/lib/x` for `/usr/lib/x`), so both sides are resolved through the tree's links first.
 */
export function ownersOf(
  components: readonly Component[],
  owned: readonly OwnershipObservation[],
  links: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const wanted = Map.groupBy(
    components.filter((component) => mayBeOwned(component)),
    ({ locations }) => resolvePath(fileOfPath(locations[0].path), links),
  );
  const owners = new Map<string, string>();
  if (wanted.size === 0) return owners;
  const installed = components.filter(({ presence }) => presence === 'installed');
  const packages = new Map(installed.map((c) => [`${c.ecosystem}:${c.name}`, c.id]));
  for (const { ecosystem, package: name, paths } of owned) {
    // A wheel owns its files, but what is found in them is no part of it by that.
    if (ecosystem === 'pypi') continue;
    const owner = packages.get(`${ecosystem}:${name}`);
    if (owner === undefined) continue;
    for (const path of paths)
      for (const { id } of wanted.get(resolvePath(path, links)) ?? []) owners.set(id, owner);
  }
  return owners;
}

/** Packages have no owner; what a program says it was built for (`.note.package`) is read from a file like any other. */
function mayBeOwned({ ecosystem, technique }: Component): boolean {
  return !isOperatingSystemEcosystem(ecosystem) || technique === 'binary-analysis';
}

/**
 * Follows links on the directories of a path (`links` near the root, by path, with absolute targets); a loop ends after 40 hops
 * with the path as it is.
 */
export function resolvePath(path: string, links: ReadonlyMap<string, string>): string {
  let current = path;
  for (let hop = 0; hop < linkHops; hop += 1) {
    const next = followOnce(current, links);
    if (next === undefined) return current;
    current = next;
  }
  return path;
}

function followOnce(path: string, links: ReadonlyMap<string, string>): string | undefined {
  for (
    let at = path.indexOf('/', 1), depth = 0;
    at !== -1 && depth < 2;
    at = path.indexOf('/', at + 1)
  ) {
    const target = links.get(path.slice(0, at));
    if (target !== undefined) return `${target}${path.slice(at)}`;
    depth += 1;
  }
  return undefined;
}
