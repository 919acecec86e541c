import { textOfBytes } from '#kit/byte-string.ts';
import type { ExecutedFile, FileOrigin, RuntimeProcess } from '#model/runtime-event.ts';
import type { ContainerMount, WorkloadContainer } from '#model/workload.ts';
import type { ExecutedFilesOptions } from './executed-files.ts';
import { inLayer, layersOfProcess } from './layers.ts';

type Executed = Pick<RuntimeProcess, 'pid' | 'exePath' | 'container'> & {
  readonly file: ExecutedFile;
};

/** Where the content of an executed file comes from. Absent on the host. */
export async function originOf(
  executed: Executed,
  sha256: string | undefined,
  options: Pick<ExecutedFilesOptions, 'contents' | 'proc'>,
): Promise<FileOrigin | undefined> {
  const { container, file, exePath } = executed;
  if (container === undefined) return undefined;
  if (file.memory || file.temporary) return { kind: 'added' };
  if (isMounted(file, exePath, container.mounts ?? [])) return { kind: 'mount' };
  return (
    (await byImage(executed, container, sha256, options)) ??
    byLayers(executed, container, options.proc)
  );
}

async function byImage(
  { file, exePath, pid }: Executed,
  container: WorkloadContainer,
  sha256: string | undefined,
  { contents }: Pick<ExecutedFilesOptions, 'contents'>,
): Promise<FileOrigin | undefined> {
  const path = textOfBytes(exePath);
  const known = await contents?.fileOf({ container, pid, path, isCopy: file.upperLayer });
  if (known === undefined) return undefined;
  const { layer, purl } = known;
  const canCompare = sha256 !== undefined && known.sha256 !== undefined;
  const isAltered = canCompare ? known.sha256 !== sha256 : file.upperLayer;
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
