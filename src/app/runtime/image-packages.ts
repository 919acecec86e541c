import { takeInventory } from '#analyze/inventory.ts';
import { osAnalyzers } from '#analyze/os/analyzers.ts';
import type { Analyzer, ReviewedTree } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { Observation } from '#model/observation.ts';
import { packageLayer } from './package-layer.ts';

/** Which package of an image owns a path of the image; the package URL as a scan would have it. */
export interface ImagePackages {
  purlOf(path: string): string | undefined;
}

/** What programs are not run from: most of what packages list. */
const idle = ['/usr/share/', '/usr/include/', '/usr/src/', '/etc/', '/var/', '/boot/'];
/** They say nothing of which package owns a file. */
const needless = new Set(['os/repositories', 'os/dpkg-copyright', 'os/archives']);

const analyzers: readonly Analyzer[] = osAnalyzers
  .filter(({ id }) => !needless.has(id))
  .map((analyzer) => ({
    ...analyzer,
    *analyze(file, scope) {
      for (const found of analyzer.analyze(file, scope)) yield lighter(found);
    },
  }));

/**
 * Reads the package databases (dpkg, apk, rpm, pacman …) in the directories of an image's layers, lowest last as overlayfs has them. What
 * the container itself wrote is never asked. Throws only the signal's reason.
 */
export async function readImagePackages(
  lower: readonly string[],
  scope: Scope,
): Promise<ImagePackages> {
  let tree: ReviewedTree | undefined;
  const layers = lower.toReversed().map((root) => packageLayer(root, analyzers));
  await takeInventory(
    {
      artifact: { kind: 'filesystem', reference: 'layers', source: 'dir:' },
      layers,
      gaps: [],
      async [Symbol.asyncDispose]() {},
    },
    {
      analyzers,
      linkers: [],
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
  return { purlOf: (path) => tree?.ownerOf(path)?.component.purl };
}

function lighter(found: Observation): Observation {
  if (found.type !== 'ownership') return found;
  const { digests: _, ...rest } = found;
  return { ...rest, paths: found.paths.filter((path) => !idle.some((at) => path.startsWith(at))) };
}
