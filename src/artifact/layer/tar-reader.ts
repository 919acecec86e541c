import { CaissonError } from '#kit/error.ts';
import { hasValidChecksum, isZeroBlock, tarBlockBytes, tarSize } from './tar-header.ts';
import { isMeta, MemberBuilder, type TarMember } from './tar-member.ts';

/** What a tar says, in its order. Content arrives only between a `member` that wanted it and `memberEnd`. */
export interface TarListener {
  /** True asks for the content. */
  member(member: TarMember): boolean;
  /** Content for position `at` of the file, valid during the call; false when the rest is not needed. */
  content(bytes: Buffer, at: number): boolean;
  /** All of the content that was wanted has been shown. */
  memberEnd(): void;
  /** Something that readers of tar treat differently, or that nobody can read; the walk goes on. */
  doubt(detail: string): void;
}

type State = 'block' | 'meta' | 'content' | 'skip' | 'garbage';

/** Longest pax header or GNU long name that is read; file capabilities and labels take some kilobytes at most. */
const maxMetaBytes = 1024 * 1024;

/**
 * Reads tar in the dialects of the field from chunks of any size, in place: ustar, GNU, pax, sparse files, several archives
 * in a row. Only headers that are split over chunks are copied. Throws `input.malformed` and `limit.size`.
 */
export class TarReader {
  readonly #listener: TarListener;
  readonly #builder: MemberBuilder;
  readonly #block = Buffer.alloc(tarBlockBytes);
  #state: State = 'block';
  /** Bytes of the current state that are still to come, and the padding behind them. */
  #left = tarBlockBytes;
  #padding = 0;
  /** Bytes of the archive seen so far. */
  #position = 0;
  #meta = Buffer.alloc(0);
  #metaType = '';
  #member: TarMember | undefined;
  #extent = 0;
  #extentDone = 0;
  #zeroBlocks = 0;
  #isBehindEnd = false;

  constructor(listener: TarListener) {
    this.#listener = listener;
    this.#builder = new MemberBuilder((detail) => listener.doubt(detail));
  }

  /** Bytes from the current position on that the reader would only step over. */
  get skippable(): number {
    const isIdle = this.#state === 'skip' || this.#state === 'garbage';
    return isIdle ? this.#left + this.#padding : 0;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const count = Math.min(this.#left, chunk.length - at);
      if (count > 0) this.#take(chunk, at, count);
      else at += this.#pad(chunk.length - at);
      at += count;
    }
  }

  /** Steps over that many bytes of `skippable` without having seen them. */
  skip(bytes: number): void {
    const data = Math.min(bytes, this.#left);
    this.#left -= data;
    this.#position += data;
    this.#pad(bytes - data);
  }

  /** Says that the archive ends here. Throws `input.malformed` when it ends too early. */
  end(): void {
    if (this.#state === 'garbage') return;
    const isInBlock = this.#state === 'block' && this.#left < tarBlockBytes;
    if (isInBlock && this.#zeroBlocks > 0) this.#doubtTrailing();
    else if (isInBlock || (this.#state !== 'block' && this.#left > 0)) throw truncated();
    if (this.#builder.isUnfinished) throw truncated();
  }

  #take(chunk: Buffer, at: number, count: number): void {
    const isWholeBlock = this.#state === 'block' && count === tarBlockBytes;
    if (this.#state === 'block' && !isWholeBlock)
      chunk.copy(this.#block, tarBlockBytes - this.#left, at, at + count);
    if (this.#state === 'meta')
      chunk.copy(this.#meta, this.#meta.length - this.#left, at, at + count);
    this.#left -= count;
    this.#position += count;
    if (this.#state === 'content') this.#content(chunk.subarray(at, at + count));
    if (this.#left > 0) return;
    if (this.#state === 'block')
      this.#readBlock(isWholeBlock ? chunk.subarray(at, at + count) : this.#block);
    else this.#finish();
  }

  /** The bytes of a state have all come; those of its padding may not. */
  #finish(): void {
    if (this.#state === 'content') this.#listener.memberEnd();
    if (this.#state === 'meta') this.#builder.addMeta(this.#metaType, this.#meta);
    if (this.#padding === 0) this.#expectBlock();
    else this.#state = 'skip';
  }

  #pad(available: number): number {
    const count = Math.min(this.#padding, available);
    this.#padding -= count;
    this.#position += count;
    if (this.#left === 0 && this.#padding === 0) this.#expectBlock();
    return count;
  }

  #expectBlock(): void {
    this.#state = 'block';
    this.#left = tarBlockBytes;
    this.#padding = 0;
  }

  #readBlock(block: Buffer): void {
    this.#expectBlock();
    if (this.#builder.wantsMapBlock) {
      this.#builder.addMapBlock(block);
      if (!this.#builder.wantsMapBlock) this.#showMember();
    } else if (isZeroBlock(block)) this.#zeroBlock();
    else if (hasValidChecksum(block)) this.#readHeader(block);
    else this.#invalidBlock();
  }

  #zeroBlock(): void {
    if (this.#builder.isUnfinished) throw truncated();
    this.#zeroBlocks += 1;
  }

  #invalidBlock(): void {
    if (this.#zeroBlocks === 0)
      throw new CaissonError('input.malformed', 'a tar header has a wrong checksum');
    this.#doubtTrailing();
    this.#state = 'garbage';
    this.#left = Number.MAX_SAFE_INTEGER;
  }

  /** Behind two zero blocks nobody looks for entries any more; behind one, readers differ. */
  #doubtTrailing(): void {
    if (this.#zeroBlocks < 2)
      this.#listener.doubt(
        'data that is no tar follows a zero block; not every reader accepts that',
      );
  }

  #readHeader(block: Buffer): void {
    this.#afterZeroBlocks();
    const typeflag = String.fromCharCode(block[156] ?? 0);
    if (isMeta(typeflag)) {
      const size = tarSize(block, 124, 12);
      if (size > maxMetaBytes)
        throw new CaissonError('limit.size', 'a tar has an extended header of more than 1 MB');
      this.#metaType = typeflag;
      this.#meta = Buffer.allocUnsafe(size);
      this.#expect('meta', size);
      return;
    }
    this.#builder.begin(block);
    if (!this.#builder.wantsMapBlock) this.#showMember();
  }

  /** Runtimes stop at two zero blocks, other readers go on: what follows is shown, and said. */
  #afterZeroBlocks(): void {
    if (this.#zeroBlocks > 0 && !this.#isBehindEnd) {
      this.#isBehindEnd = true;
      this.#listener.doubt('entries follow the end of the archive; not every reader sees them');
    }
    this.#zeroBlocks = 0;
  }

  #showMember(): void {
    const member = this.#builder.finish(this.#position, this.#isBehindEnd);
    this.#member = member;
    this.#extent = 0;
    this.#extentDone = 0;
    this.#expect(this.#listener.member(member) ? 'content' : 'skip', member.stored);
  }

  #expect(state: State, bytes: number): void {
    this.#state = state;
    this.#left = bytes;
    this.#padding = (tarBlockBytes - (bytes % tarBlockBytes)) % tarBlockBytes;
    if (bytes === 0) this.#finish();
  }

  #content(bytes: Buffer): void {
    const member = this.#member;
    if (member === undefined) return;
    const wantsMore =
      member.extents === undefined
        ? this.#listener.content(bytes, member.stored - this.#left - bytes.length)
        : this.#sparseContent(bytes, member);
    if (!wantsMore) this.#state = 'skip';
  }

  #sparseContent(bytes: Buffer, member: TarMember): boolean {
    let at = 0;
    while (at < bytes.length) {
      const extent = member.extents?.[this.#extent];
      if (extent === undefined) return true;
      const count = Math.min(extent.length - this.#extentDone, bytes.length - at);
      const position = extent.offset + this.#extentDone;
      if (count > 0 && !this.#listener.content(bytes.subarray(at, at + count), position))
        return false;
      at += count;
      this.#extentDone += count;
      if (this.#extentDone < extent.length) continue;
      this.#extent += 1;
      this.#extentDone = 0;
    }
    return true;
  }
}

function truncated(): CaissonError {
  return new CaissonError('input.malformed', 'a tar ends in the middle of an entry');
}
