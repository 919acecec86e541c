import { takeInventory } from '#analyze/inventory.ts';
import { osAnalyzers, osLinkers } from '#analyze/os/analyzers.ts';
import type { Analyzer, Linker, ReviewedTree } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Observation } from '#model/observation.ts';
import type { InstalledPackage } from '#profile/minimal-image.ts';
import { packageLayer } from './package-layer.ts';

/** Which package of an image owns a path of the image; the package URL as a scan would have it. */
export interface ImagePackages {
  purlOf(path: string): string | undefined;
  /** Package URLs of those that bring programs or shared libraries. */
  readonly tellable: readonly string[];
}

/** What programs are not run from: most of what packages list. */
const idle = ['/usr/share/', '/usr/include/', '/usr/src/', '/etc/', '/var/', '/boot/'];
/** They say nothing of which package owns a file. */
const needless = new Set(['os/repositories', 'os/dpkg-copyright', 'os/archives']);

/**
 * Reads the package databases (dpkg, apk, rpm, pacman …) in the directories of an image's layers, lowest last as overlayfs has them. What
 * the container itself wrote is never asked. Throws only the signal's reason.
 */
export async function readImagePackages(
  lower: readonly string[],
  scope: Scope,
): Promise<ImagePackages> {
  const { tree, inventory, tells } = await readTree(lower, [], scope);
  return {
    purlOf: (path) => tree?.ownerOf(path)?.component.purl,
    tellable: inventory.components
      .filter(({ presence, name }) => presence === 'installed' && tells.has(name))
      .map(({ purl }) => purl),
  };
}

const programPath = /\/(?:s?bin|libexec)\//;
const libraryPath = /\.so(?:\.[0-9]|$)/;

/** The packages of an image with the programs that each brings, and who needs it. As `readImagePackages`. */
export async function readImagePrograms(
  lower: readonly string[],
  scope: Scope,
): Promise<readonly InstalledPackage[]> {
  const { inventory, owned } = await readTree(lower, osLinkers, scope);
  const names = new Map(inventory.components.map(({ id, name }) => [id, name]));
  const needs = inventory.relations.filter(({ kind }) => kind === 'depends-on');
  const neededBy = Map.groupBy(needs, ({ to }) => to);
  return inventory.components
    .filter(({ presence }) => presence === 'installed')
    .map(({ id, name, purl }) => ({
      name,
      purl,
      executables: [...(owned.get(name) ?? [])].flatMap(merged),
      neededBy: (neededBy.get(id) ?? []).flatMap(({ from }) => names.get(from) ?? []),
    }));
}

/** Where `/bin` is a link, programs run from `/usr/bin`, whatever their packages say. */
function merged(path: string): readonly string[] {
  return /^\/s?bin\//.test(path) ? [path, `/usr${path}`] : [path];
}

async function readTree(lower: readonly string[], linkers: readonly Linker[], scope: Scope) {
  let tree: ReviewedTree | undefined;
  const owned = new Map<string, Set<string>>();
  const tells = new Set<string>();
  const collecting = analyzersTelling((name, paths) => {
    if (paths.some((path) => programPath.test(path) || libraryPath.test(path))) tells.add(name);
    const programs = paths.filter((path) => programPath.test(path));
    owned.set(name, new Set([...(owned.get(name) ?? []), ...programs]));
  });
  const layers = lower.toReversed().map((root) => packageLayer(root, collecting));
  const inventory = await takeInventory(
    {
      artifact: { kind: 'filesystem', reference: 'layers', source: 'dir:' },
      layers,
      gaps: [],
      async [Symbol.asyncDispose]() {},
    },
    {
      analyzers: collecting,
      linkers,
      reviewers: [
        {
          kind: 'reviewer',
          id: 'runtime/owners',
          revision: 1,
          title: 'owners of files',
          review(given) {
            tree = given;
            return [];
          },
        },
      ],
    },
    scope,
  );
  return { inventory, owned, tree, tells };
}

/** Readers of package databases, that also tell which paths a package lists. */
function analyzersTelling(
  tell: (name: string, paths: readonly string[]) => void,
): readonly Analyzer[] {
  return osAnalyzers
    .filter(({ id }) => !needless.has(id))
    .map((analyzer) => ({
      ...analyzer,
      *analyze(file, scope) {
        for (const found of analyzer.analyze(file, scope)) {
          const light = lighter(found);
          if (light.type === 'ownership') tell(light.package, light.paths);
          yield light;
        }
      },
    }));
}

function lighter(found: Observation): Observation {
  if (found.type !== 'ownership') return found;
  const { digests: _, ...rest } = found;
  return { ...rest, paths: found.paths.filter((path) => !idle.some((at) => path.startsWith(at))) };
}
