import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scope } from '#contract/scope.ts';
import type { OpenArtifact } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { openImageArchive } from '../archive/image-archive.ts';
import type { ImageRequest } from '../archive/image-request.ts';
import { type EngineApi, pathOf } from './api.ts';

/** One image of an engine as an archive on disk, exported when it is first needed and removed on disposal. */
export class ExportedImage implements AsyncDisposable {
  readonly #api: EngineApi;
  readonly #id: string;
  readonly #request: ImageRequest;
  #opened: Promise<OpenArtifact> | undefined;
  #path: string | undefined;

  /** `id` as the engine writes it; `request` says how to call the image. */
  constructor(api: EngineApi, id: string, request: ImageRequest) {
    this.#api = api;
    this.#id = id;
    this.#request = request;
  }

  /** The image in the archive. Several layers may be asked for at once: there is one export. */
  open(scope: Scope): Promise<OpenArtifact> {
    this.#opened ??= this.#export(scope);
    return this.#opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
    if (this.#path !== undefined) await rm(this.#path, { force: true });
  }

  async #export(scope: Scope): Promise<OpenArtifact> {
    const path = join(
      scope.temporaryDirectory,
      `${this.#api.engine}-${randomBytes(8).toString('hex')}.tar`,
    );
    this.#path = path;
    await this.#save(path, scope);
    return await openImageArchive(path, this.#request, 'docker', scope);
  }

  async #save(path: string, scope: Scope): Promise<void> {
    const what = quote(this.#id);
    const answer = await this.#api.stream(`/images/${pathOf(this.#id)}/get`, what, scope);
    using task = scope.progress.begin(`export from ${this.#api.engine}`);
    let size = 0;
    try {
      await using file = await open(path, 'wx', 0o600);
      for await (const chunk of answer.body) {
        size += chunk.length;
        if (size > scope.limits.maxLayerBytes)
          throw new CaissonError('limit.size', `the export of ${what} is too large`);
        await file.writeFile(chunk);
        task.advance(chunk.length);
      }
    } catch (cause) {
      answer.discard();
      await rm(path, { force: true });
      scope.signal.throwIfAborted();
      if (isCaissonError(cause)) throw cause;
      throw new CaissonError('host.io', `cannot store the export of ${what}`, { cause });
    }
  }
}
