import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import { bytesOfText } from '#kit/byte-string.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import type { ImageContents, ImageFile, ImageFileQuestion } from '#workload/executed-files.ts';
import { hashFile } from '#workload/file-hash.ts';
import { openInside } from '#workload/inside.ts';
import { inLayer, layersOfProcess } from '#workload/layers.ts';
import { type ImagePackages, readImagePackages } from './image-packages.ts';
import type { ScannedImages } from './scanned-images.ts';

/** Images whose packages are kept in memory. */
const maxImages = 8;
const maxHashBytes = 512 << 20;

/**
 * Which package and layer of its image an executed file belongs to: by the package databases in the layers of the image, and for programs
 * that no package manager installed by the last scan. Each image is read once, when the first of its containers is met.
 */
export class LiveImageContents implements ImageContents {
  readonly #proc: string;
  readonly #scanned: ScannedImages;
  readonly #scope: Scope;
  readonly #packages = new Map<string, Promise<ImagePackages | undefined>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(proc: string, scanned: ScannedImages, scope: Scope) {
    this.#proc = proc;
    this.#scanned = scanned;
    this.#scope = scope;
  }

  /** Reads the packages of a container's image ahead. */
  prepare(container: WorkloadContainer): void {
    if (container.rootPid === undefined || container.partial === true) return;
    const lower = this.#lowerOf(container, container.rootPid);
    if (lower.length > 0) void this.#packagesOf(container, lower);
  }

  /** Where a program of the image lies, as a search through directories finds it. */
  find(
    { rootPid }: WorkloadContainer,
    name: string,
    directories: readonly string[],
  ): string | undefined {
    if (rootPid === undefined) return undefined;
    const { lower } = layersOfProcess(this.#proc, rootPid);
    return directories
      .filter((directory) => directory.startsWith('/'))
      .map((directory) => join(directory, name))
      .find((path) => lower.some((root) => inLayer(root, bytesOfText(path)) === 'file'));
  }

  async fileOf({
    container,
    pid,
    path,
    isCopy,
  }: ImageFileQuestion): Promise<ImageFile | undefined> {
    const lower = this.#lowerOf(container, pid);
    const bytes = bytesOfText(path);
    const at = lower.findIndex((root) => inLayer(root, bytes) !== undefined);
    const root = lower[at];
    if (root === undefined || inLayer(root, bytes) !== 'file') return undefined;
    const scanned = container.image && this.#scanned.of(container.image);
    const packages = await this.#packagesOf(container, lower);
    return withoutAbsent({
      sha256: isCopy ? await this.#hashOf(root, bytes) : undefined,
      layer: layerAt(scanned?.layers ?? [], lower.length, at),
      purl: packages?.purlOf(path) ?? scanned?.programs.get(path),
    });
  }

  /** Package URLs of the image's packages that bring programs or libraries. */
  async tellable(container: WorkloadContainer): Promise<readonly string[]> {
    if (container.rootPid === undefined) return [];
    const lower = this.#lowerOf(container, container.rootPid);
    if (lower.length === 0) return [];
    return (await this.#packagesOf(container, lower))?.tellable ?? [];
  }

  #lowerOf({ rootPid }: WorkloadContainer, pid: number): readonly string[] {
    const { lower } = layersOfProcess(this.#proc, rootPid ?? pid);
    return lower.length > 0 ? lower : layersOfProcess(this.#proc, pid).lower;
  }

  async #hashOf(root: string, path: string): Promise<string | undefined> {
    const fd = openInside(root, path);
    if (fd === undefined) return undefined;
    if (fstatSync(fd).size <= maxHashBytes)
      return await hashFile(fd, maxHashBytes, this.#scope.signal);
    closeSync(fd);
    return undefined;
  }

  /** One image is read at a time; those that were asked for last are kept. */
  #packagesOf(
    { image }: WorkloadContainer,
    lower: readonly string[],
  ): Promise<ImagePackages | undefined> {
    // Docker puts a layer of its own on top for each container.
    const key = image?.id ?? lower.slice(-Math.max(1, lower.length - 1)).join(':');
    const known = this.#packages.get(key);
    const reading = known ?? this.#last.then(() => this.#read(lower));
    this.#last = reading;
    this.#packages.delete(key);
    this.#packages.set(key, reading);
    const [oldest] = this.#packages.keys();
    if (this.#packages.size > maxImages && oldest !== undefined) this.#packages.delete(oldest);
    return reading;
  }

  async #read(lower: readonly string[]): Promise<ImagePackages | undefined> {
    try {
      return await readImagePackages(lower, this.#scope);
    } catch (error) {
      if (!this.#scope.signal.aborted)
        this.#scope.log.warn('the packages of an image cannot be read', { error: String(error) });
      return undefined;
    }
  }
}

/** Layers of a container are those of its image, with at most one of the engine on top. Lower ones come last. */
function layerAt(diffIds: readonly string[], count: number, at: number): string | undefined {
  const extra = count - diffIds.length;
  return extra === 0 || extra === 1 ? diffIds[count - 1 - at] : undefined;
}

function withoutAbsent({
  sha256,
  layer,
  purl,
}: Record<keyof ImageFile, string | undefined>): ImageFile {
  return {
    ...(sha256 !== undefined && { sha256 }),
    ...(layer !== undefined && { layer }),
    ...(purl !== undefined && { purl }),
  };
}
