import { lstatSync } from 'node:fs';
import { textOfBytes } from '#kit/byte-string.ts';
import type { ExecutedFile, FileOrigin, RuntimeProcess } from '#model/runtime-event.ts';
import type { ContainerMount, WorkloadContainer } from '#model/workload.ts';
import type { ExecutedFilesOptions } from './executed-files.ts';
import { resolveInside } from './inside.ts';
import { layersOfProcess } from './layers.ts';

type Executed = Pick<RuntimeProcess, 'pid' | 'exePath' | 'container'> & {
  readonly file: ExecutedFile;
};

/** Where the content of an executed file comes from. Absent on the host. */
export function originOf(
  executed: Executed,
  sha256: string | undefined,
  options: Pick<ExecutedFilesOptions, 'contents' | 'proc'>,
): FileOrigin | undefined {
  const { container, file, exePath } = executed;
  if (container === undefined) return undefined;
  if (file.memory || file.temporary) return { kind: 'added' };
  if (isMounted(file, exePath, container.mounts ?? [])) return { kind: 'mount' };
  return (
    byScan(executed, container, sha256, options) ?? byLayers(executed, container, options.proc)
  );
}

function byScan(
  { file, exePath }: Executed,
  container: WorkloadContainer,
  sha256: string | undefined,
  { contents }: Pick<ExecutedFilesOptions, 'contents'>,
): FileOrigin | undefined {
  const image = container.image?.id;
  const scanned = image && contents?.fileOf(image, textOfBytes(exePath));
  if (!scanned) return undefined;
  const { layer, purl } = scanned;
  const canCompare = sha256 !== undefined && scanned.sha256 !== undefined;
  const isAltered = canCompare ? scanned.sha256 !== sha256 : file.upperLayer;
  return {
    kind: isAltered ? 'altered' : 'image',
    ...(layer !== undefined && { layer }),
    ...(purl !== undefined && { purl }),
  };
}

function isMounted(file: ExecutedFile, path: string, mounts: readonly ContainerMount[]): boolean {
  // What lies on the overlay lies in no mount, whatever the engine says.
  if (file.overlay) return false;
  return mounts.some(
    ({ destination }) =>
      destination !== '/' && (path === destination || path.startsWith(`${destination}/`)),
  );
}

/** By the overlay on disk: what was written over, and what was not there before. */
function byLayers(
  { file, exePath, pid }: Executed,
  container: WorkloadContainer,
  proc: string,
): FileOrigin {
  if (!file.overlay) return { kind: 'unknown' };
  if (!file.upperLayer) return { kind: 'image' };
  const { lower } = layersOfProcess(proc, container.rootPid ?? pid);
  if (lower.length === 0) return { kind: 'unknown' };
  for (const layer of lower) {
    const found = inLayer(layer, exePath);
    if (found !== undefined) return { kind: found === 'file' ? 'altered' : 'added' };
  }
  return { kind: 'added' };
}

/** A layer has the file, or says that the layers below it do not count (a whiteout is a character device 0/0). */
function inLayer(layer: string, path: string): 'file' | 'whiteout' | undefined {
  try {
    const found = resolveInside(layer, path);
    if (found === undefined) return undefined;
    const stats = lstatSync(found);
    return stats.isCharacterDevice() && stats.rdev === 0 ? 'whiteout' : 'file';
  } catch {
    // This layer does not have it.
    return undefined;
  }
}
