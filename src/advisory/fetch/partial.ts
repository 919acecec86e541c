import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isCaissonError } from '#kit/error.ts';
import { writeFileAtomic } from '#kit/file.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { HttpResponse } from '../http-get.ts';

/** The beginning of a file whose transfer broke off, with what proves that the rest belongs to it (RFC 9110, section 13.1.5). */
export class Partial {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Headers that ask for the rest; `undefined` when there is nothing to go on with. */
  resume(): { readonly size: number; readonly validator: string } | undefined {
    if (!existsSync(this.path)) return undefined;
    const size = statSync(this.path).size;
    const validator = this.#validator();
    return size === 0 || validator === undefined ? undefined : { size, validator };
  }

  /** Notes whose beginning is going to be written. Without a strong validator it cannot be gone on with. */
  begin({ etag, lastModified }: HttpResponse): void {
    this.discard();
    const strong = etag?.startsWith('W/') === true ? undefined : etag;
    const validator = strong ?? lastModified;
    if (validator !== undefined) writeFileAtomic(this.#note, JSON.stringify({ validator }));
  }

  discard(): void {
    rmSync(this.path, { force: true });
    rmSync(this.#note, { force: true });
  }

  get #note(): string {
    return `${this.path}.json`;
  }

  #validator(): string | undefined {
    if (!existsSync(this.#note)) return undefined;
    try {
      const note = parseJson(readFileSync(this.#note, 'utf8'), 'partial');
      const validator = isRecord(note) ? note['validator'] : undefined;
      return typeof validator === 'string' ? validator : undefined;
    } catch (error) {
      if (isCaissonError(error)) return undefined;
      throw error;
    }
  }
}
