import type { Scope } from '#contract/scope.ts';
import type { Entry, LayerVisitor } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { formatBytes } from '#kit/text.ts';
import type { Digest } from '#model/digest.ts';
import type { Budget } from './budget.ts';
import { ContentStore } from './content-store.ts';
import { DiskFile, type FileFacts } from './file-view.ts';
import { HardLinks } from './hard-links.ts';
import type { RegionReader } from './input.ts';
import { gapAt, toEntry } from './tar-entry.ts';
import type { TarMember } from './tar-member.ts';
import type { TarListener } from './tar-reader.ts';

const headBytes = 4096;

export interface ListenerOptions {
  readonly visitor: LayerVisitor;
  readonly scope: Scope;
  readonly budget: Budget;
  readonly diffId?: Digest | undefined;
  /** Given when the tar lies uncompressed in a file: content is then read from there, when it is asked for. */
  readonly region?: RegionReader | undefined;
}

/** Shows the members of a tar to a visitor as entries and files of a layer. */
export class LayerListener implements TarListener, Disposable {
  /** Hard links whose content is wanted: it may have passed already, so a second walk brings it. */
  readonly links = new HardLinks();
  readonly #options: ListenerOptions;
  readonly #store: ContentStore;
  #entry: Entry | undefined;
  /** Bytes of the head that are gathered, -1 once it was shown or when nobody asked for it. */
  #headFilled = -1;
  readonly #head = Buffer.alloc(headBytes);
  #isSparse = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#store = new ContentStore(options.scope);
  }

  member(member: TarMember): boolean {
    const { visitor, budget, scope } = this.#options;
    budget.entry();
    const entry = toEntry(member, scope.limits.maxPathBytes);
    if (entry === undefined) return false;
    if (entry.type === 'gap') {
      visitor.gap(entry);
      return false;
    }
    const want = visitor.entry(entry);
    if (entry.type === 'hardlink') this.links.add(entry, want === 'content');
    return (
      want !== 'nothing' && entry.type === 'file' && this.#show(entry, member, want === 'head')
    );
  }

  #show(entry: Entry, member: TarMember, asksHead: boolean): boolean {
    const { region } = this.#options;
    if (region !== undefined && member.extents === undefined) {
      this.#showFromRegion(region, entry, member, asksHead);
      return false;
    }
    this.#entry = entry;
    this.#isSparse = member.extents !== undefined;
    this.#headFilled = asksHead ? 0 : -1;
    return this.#isSparse || !asksHead ? this.#begin(entry) : true;
  }

  content(bytes: Buffer, at: number): boolean {
    const entry = this.#entry;
    if (entry === undefined) return false;
    if (this.#headFilled < 0 || this.#isSparse) {
      this.#store.write(bytes, at);
      return true;
    }
    return this.#contentBeforeHead(entry, bytes, at);
  }

  memberEnd(): void {
    const entry = this.#entry;
    if (entry === undefined) return;
    this.#entry = undefined;
    if (this.#headFilled >= 0 && entry.size === 0 && !this.#begin(entry)) return;
    const view = this.#store.view(this.#factsOf(entry));
    const isWanted =
      this.#headFilled < 0 || this.#options.visitor.head(entry, view.read(0, headBytes));
    if (isWanted) this.#options.visitor.file(view);
  }

  doubt(detail: string): void {
    this.#options.visitor.gap(gapAt('/', 'malformed', detail));
  }

  [Symbol.dispose](): void {
    this.#store[Symbol.dispose]();
  }

  /** Gathers the head, asks the visitor, and keeps the rest only when it wants the file. */
  #contentBeforeHead(entry: Entry, bytes: Buffer, at: number): boolean {
    const wanted = Math.min(headBytes, entry.size);
    let head = bytes;
    if (at > 0 || bytes.length < wanted) {
      this.#headFilled += bytes.copy(this.#head, this.#headFilled);
      if (this.#headFilled < wanted) return true;
      head = this.#head;
    }
    this.#headFilled = -1;
    if (!this.#options.visitor.head(entry, head.subarray(0, wanted)) || !this.#begin(entry))
      return false;
    if (at > 0) this.#store.write(this.#head.subarray(0, at), 0);
    this.#store.write(bytes, at);
    return true;
  }

  #begin(entry: Entry): boolean {
    if (this.#isTooLarge(entry)) return false;
    if (this.#isSparse)
      this.#options.budget.gave(Math.min(entry.size, this.#options.scope.limits.maxFileBytes));
    this.#store.begin(entry.size, this.#isSparse);
    return true;
  }

  #isTooLarge(entry: Entry): boolean {
    const { maxSpoolBytes } = this.#options.scope.limits;
    if (entry.size <= maxSpoolBytes) return false;
    const detail = `it has ${formatBytes(entry.size)}; files above ${formatBytes(maxSpoolBytes)} are not examined`;
    this.#options.visitor.gap(gapAt(entry.path, 'too-large', detail));
    return true;
  }

  #showFromRegion(region: RegionReader, entry: Entry, member: TarMember, asksHead: boolean): void {
    if (member.storedAt + member.stored > region.region.length)
      throw new CaissonError('input.malformed', 'a tar ends in the middle of an entry');
    const view = new DiskFile(this.#factsOf(entry), {
      fd: region.fd,
      offset: region.region.offset + member.storedAt,
      whole: this.#store.whole,
      part: this.#store.part,
      maxFileBytes: this.#options.scope.limits.maxFileBytes,
    });
    if (asksHead && !this.#options.visitor.head(entry, view.read(0, headBytes))) return;
    this.#options.visitor.file(view);
  }

  #factsOf(entry: Entry): FileFacts {
    const { path, size, mode } = entry;
    const { diffId } = this.#options;
    return diffId === undefined ? { path, size, mode } : { path, size, mode, layer: diffId };
  }
}
