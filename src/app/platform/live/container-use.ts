import type { WorkloadContainer } from '#model/workload.ts';
import type { IngestLine } from '#wire/ingest.ts';
import type { LiveImages } from '../../runtime/images.ts';

/** How a file was used. */
export type How = 'exec' | 'mmap' | 'open';

/** Times in milliseconds since the Unix epoch. */
interface UsedFile {
  how: How;
  readonly first: number;
  last: number;
  /** The package that owns it, once that was looked up. */
  purl: string | undefined;
}

const maxFiles = 20_000;
const maxLine = 5000;
const maxTellable = 20_000;
const heartbeatMs = 300_000;

/** The files of its image that one container uses. */
export class ContainerUse {
  #container: WorkloadContainer;
  readonly #files = new Map<string, UsedFile>();
  /** Paths that were not told yet. */
  readonly #fresh = new Set<string>();
  readonly #since: number;
  #hasMissed = false;
  #isTellableTold = false;
  #told = Number.NEGATIVE_INFINITY;

  constructor(container: WorkloadContainer, now: number) {
    this.#container = container;
    this.#since = now;
  }

  get container(): WorkloadContainer {
    return this.#container;
  }

  /** Before its engine told of it, nobody could say which image it runs. */
  know(container: WorkloadContainer): void {
    this.#container = container;
  }

  /** Events were lost: what did not happen can no longer be told. */
  miss(): void {
    this.#hasMissed = true;
  }

  use(path: string, how: How, now: number): void {
    if (isMounted(this.#container, path)) return;
    const known = this.#files.get(path);
    if (known !== undefined) {
      known.last = now;
      if (how !== 'exec' || known.how === 'exec') return;
      known.how = how;
    } else if (this.#files.size < maxFiles)
      this.#files.set(path, { how, first: now, last: now, purl: undefined });
    else return;
    this.#fresh.add(path);
  }

  /** What is to be told now: what is new, from time to time all; undefined where there is nothing. `started`: since when is watched. */
  async tell(
    images: Pick<LiveImages, 'originOf' | 'tellable'>,
    { now, started }: { readonly now: number; readonly started: number },
  ): Promise<IngestLine | undefined> {
    const { image, created = 0, id } = this.#container;
    const paths = this.#due(now);
    if (image === undefined || paths === undefined) return undefined;
    this.#told = now;
    // Only of those that began before our eyes it is known what they did not do.
    const complete = !this.#hasMissed && created >= started;
    await this.#attribute(images, paths);
    const tellable = this.#isTellableTold ? [] : await images.tellable(this.#container);
    this.#isTellableTold = true;
    return {
      type: 'usage',
      container: id,
      image: image.id ?? image.reference,
      files: paths.flatMap((path) => this.#fileOf(path)),
      since: this.#since,
      complete,
      ...(tellable.length > 0 && { tellable: tellable.slice(0, maxTellable) }),
    };
  }

  #due(now: number): readonly string[] | undefined {
    if (this.#container.partial === true) return undefined;
    if (now - this.#told >= heartbeatMs) return [...this.#files.keys().take(maxLine)];
    return this.#fresh.size === 0 ? undefined : [...this.#fresh.keys().take(maxLine)];
  }

  #fileOf(path: string) {
    const file = this.#files.get(path);
    if (file === undefined) return [];
    const { how, first, last, purl } = file;
    return [{ path: path.slice(0, 8192), how, first, last, ...(purl !== undefined && { purl }) }];
  }

  /** Finds the packages of files that were not told yet. */
  async #attribute(images: Pick<LiveImages, 'originOf'>, paths: readonly string[]): Promise<void> {
    const { rootPid } = this.#container;
    for (const path of paths) {
      const file = this.#files.get(path);
      if (!this.#fresh.delete(path) || file === undefined || rootPid === undefined) continue;
      file.purl = (await images.originOf(this.#container, rootPid, path))?.purl;
    }
  }
}

/** What was mounted into a container is not of its image. */
function isMounted({ mounts = [] }: WorkloadContainer, path: string): boolean {
  return mounts.some(
    ({ destination }) =>
      destination !== '/' && (path === destination || path.startsWith(`${destination}/`)),
  );
}
