import type { Scope } from '#contract/scope.ts';
import { CaissonError } from '#kit/error.ts';
import type { Profile } from '#model/profile.ts';
import { workloadKeyOf } from '#model/workload-key.ts';
import type { InstalledPackage } from '#profile/minimal-image.ts';
import { openContainerDirectory } from '#workload/directory.ts';
import { layersOfProcess } from '#workload/layers.ts';
import { workloadOptions } from '#workload/options.ts';
import { readImagePrograms } from './image-packages.ts';

/**
 * The packages of the image that a profile is of, from the layers of a container that runs here. Throws `input.not-found`
 * when none of them does.
 */
export async function packagesForProfile(
  { key }: Profile,
  environment: Readonly<Record<string, string | undefined>>,
  scope: Scope,
): Promise<readonly InstalledPackage[]> {
  const places = workloadOptions(environment);
  await using directory = await openContainerDirectory(places, scope);
  const pids = directory.containers
    .filter((container) => workloadKeyOf(container).image === key.image)
    .flatMap(({ rootPid }) => rootPid ?? []);
  for (const pid of pids) {
    const { lower } = layersOfProcess(places.proc, pid);
    if (lower.length > 0) return await readImagePrograms(lower, scope);
  }
  throw new CaissonError('input.not-found', 'no container of this image runs here', {
    hint: 'what could leave the image is told while one runs',
  });
}
