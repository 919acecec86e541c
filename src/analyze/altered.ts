import type { AlteredFile, ReviewedTree } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import type {
  DigestAlgorithm,
  DigestObservation,
  Observation,
  OwnershipObservation,
} from '#model/observation.ts';
import { diversionTopic } from './os/debian/diversions.ts';
import { resolvePath } from './ownership.ts';

/** What packages say of files, and what the files are. */
export interface PackageFiles {
  readonly altered: readonly AlteredFile[];
  readonly ownerOf: ReviewedTree['ownerOf'];
}

/**
 * Compares the digests of files with what their packages recorded. `visible` are the observations of the merged tree with their
 * layers: the database of the newest layer counts, whatever lower ones said. `links` are directory links near the root by
 * path, with absolute targets: packages list files through them. A file that any package would have like that is unaltered; a
 * path that was diverted says nothing; what is not there, or was never digested, is neither.
 */
export function packageFilesOf(
  visible: readonly Observation[],
  components: readonly Component[],
  links: ReadonlyMap<string, string>,
): PackageFiles {
  const owned = ownedBy(visible, components);
  const digests = digestsByPath(visible, links);
  const records = recordsOf(owned, digests, links);
  for (const path of divertedPaths(visible, links)) records.delete(path);
  let owners: ReadonlyMap<string, Component> | undefined;
  return {
    altered: [...records].flatMap(([path, recorded]) => {
      const found = digests.get(path);
      return found === undefined ? [] : (difference(recorded, found) ?? []);
    }),
    ownerOf(path) {
      owners ??= ownersByPath(owned, links);
      const at = resolvePath(path, links);
      const component = owners.get(at);
      if (component === undefined) return undefined;
      const found = digests.get(at);
      const match = records.get(at)?.find((record) => isSame(record, found));
      return { component: match?.component ?? component, unaltered: match !== undefined };
    },
  };
}

interface Owned {
  readonly component: Component;
  readonly observation: OwnershipObservation;
}

/** What one package recorded of one file. */
interface Recorded {
  readonly component: Component;
  readonly algorithm: DigestAlgorithm;
  readonly digest: string;
}

function ownedBy(
  visible: readonly Observation[],
  components: readonly Component[],
): readonly Owned[] {
  const installed = components.filter(({ presence }) => presence === 'installed');
  const byName = new Map(installed.map((one) => [`${one.ecosystem}:${one.name}`, one]));
  const byFile = new Map(installed.map((one) => [one.locations[0].path, one]));
  return visible.flatMap((observation) => {
    if (observation.type !== 'ownership') return [];
    const { ecosystem, package: name, location } = observation;
    const component =
      ecosystem === 'pypi'
        ? byFile.get(`${dirname(location.path)}/METADATA`)
        : byName.get(`${ecosystem}:${name}`);
    return component === undefined ? [] : [{ component, observation }];
  });
}

/** By resolved path; of two files that a link makes one, the later layer's counts. */
function digestsByPath(
  visible: readonly Observation[],
  links: ReadonlyMap<string, string>,
): ReadonlyMap<string, DigestObservation> {
  const digests = new Map<string, DigestObservation>();
  for (const seen of visible)
    if (seen.type === 'digest') digests.set(resolvePath(seen.location.path, links), seen);
  return digests;
}

/** What was recorded of the files that were digested. */
function recordsOf(
  owned: readonly Owned[],
  digests: ReadonlyMap<string, DigestObservation>,
  links: ReadonlyMap<string, string>,
): Map<string, Recorded[]> {
  const records = new Map<string, Recorded[]>();
  if (digests.size === 0) return records;
  for (const { component, observation } of owned) {
    const { paths, digests: recorded } = observation;
    if (recorded === undefined) continue;
    for (const [at, listed] of paths.entries()) {
      const digest = recorded.values[at] ?? '';
      const path = digest === '' ? '' : resolvePath(listed, links);
      if (!digests.has(path)) continue;
      const record = { component, algorithm: recorded.algorithm, digest };
      const list = records.get(path);
      if (list === undefined) records.set(path, [record]);
      else list.push(record);
    }
  }
  return records;
}

function isSame({ algorithm, digest }: Recorded, found: DigestObservation | undefined): boolean {
  return found?.digests[algorithm] === digest;
}

function difference(
  recorded: readonly Recorded[],
  { location, digests }: DigestObservation,
): AlteredFile | undefined {
  let altered: AlteredFile | undefined;
  for (const { component, algorithm, digest: expected } of recorded) {
    const actual = digests[algorithm];
    if (actual === expected) return undefined;
    if (actual !== undefined) altered = { location, component, algorithm, expected, actual };
  }
  return altered;
}

/** Paths where another package, or the administrator, put a file of their own, and where the package's own went. */
function divertedPaths(
  visible: readonly Observation[],
  links: ReadonlyMap<string, string>,
): readonly string[] {
  return visible.flatMap((seen) => {
    if (seen.type !== 'fact' || seen.topic !== diversionTopic) return [];
    const { path = '', target = '' } = seen.values;
    return [path, target].map((each) => resolvePath(each, links));
  });
}

function ownersByPath(
  owned: readonly Owned[],
  links: ReadonlyMap<string, string>,
): ReadonlyMap<string, Component> {
  const owners = new Map<string, Component>();
  for (const { component, observation } of owned)
    for (const path of observation.paths) owners.set(resolvePath(path, links), component);
  return owners;
}
