import { capabilityRecord, fileCapabilities } from './capabilities.ts';
import { parseTarHeader, type TarHeader, text } from './tar-header.ts';
import { type PaxRecords, parsePax, paxNumber, paxValue } from './tar-pax.ts';
import { checkExtents, type Extent, SparseMap } from './tar-sparse.ts';

type TarType = 'file' | 'directory' | 'symlink' | 'hardlink' | 'other';

/** One member of a tar with all its extended headers applied. Names are as the archive writes them. */
export interface TarMember {
  readonly path: string;
  readonly link: string;
  readonly type: TarType;
  /** Bytes of the file, holes included. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where its content stands in the archive, and how many bytes of it. */
  readonly storedAt: number;
  readonly stored: number;
  /** For sparse files: what the stored bytes fill. */
  readonly extents?: readonly Extent[];
  /** Names of its file capabilities. */
  readonly capabilities?: readonly string[];
  /** Whether it follows the end of the archive, where container runtimes no longer look. */
  readonly isBehindEnd: boolean;
}

/** Gathers the headers that describe one member: long names and pax records first, then its own, then sparse maps. */
export class MemberBuilder {
  readonly #doubt: (detail: string) => void;
  #longName: string | undefined;
  #longLink: string | undefined;
  #pax: PaxRecords = [];
  #hasMeta = false;
  #header: TarHeader | undefined;
  #sparse: SparseMap | undefined;
  #mapBytes = 0;

  constructor(doubt: (detail: string) => void) {
    this.#doubt = doubt;
  }

  /** Whether headers were read whose member has not come yet. */
  get isUnfinished(): boolean {
    return this.#hasMeta || this.#header !== undefined;
  }

  /** Whether the next block belongs to the map of a sparse file. */
  get wantsMapBlock(): boolean {
    return this.#sparse?.isComplete === false;
  }

  /** The content of a header that speaks of the next member. Throws `input.malformed`. */
  addMeta(typeflag: string, data: Buffer): void {
    if (typeflag === 'g') {
      this.#global(parsePax(data));
      return;
    }
    this.#hasMeta = true;
    if (typeflag === 'L') this.#longName = text(data, 0, data.length);
    else if (typeflag === 'K') this.#longLink = text(data, 0, data.length);
    else this.#pax = parsePax(data);
  }

  /** The member's own header. Throws `input.malformed`. */
  begin(block: Buffer): void {
    this.#header = parseTarHeader(block);
    this.#mapBytes = 0;
    this.#sparse = SparseMap.of(this.#header.typeflag, block, this.#pax);
  }

  /** A block of the sparse map. Throws `input.malformed`. */
  addMapBlock(block: Buffer): void {
    this.#sparse?.add(block);
    if (this.#sparse?.isStoredWithContent) this.#mapBytes += block.length;
  }

  /** The finished member, whose content starts at `storedAt`. Throws `input.malformed`. */
  finish(storedAt: number, isBehindEnd: boolean): TarMember {
    const header = this.#header ?? emptyHeader;
    const path = this.#pathOf(header);
    const type = typeOf(header.typeflag, path);
    const stored = this.#storedOf(header);
    const size = this.#sparse?.size ?? stored;
    const extents = this.#sparse?.extents;
    if (extents !== undefined) checkExtents(extents, size, stored);
    const member: TarMember = {
      path,
      type,
      size: type === 'file' ? size : 0,
      link: this.#longLink ?? paxValue(this.#pax, 'linkpath') ?? header.link,
      mode: header.mode,
      uid: this.#idOf(header, 'uid'),
      gid: this.#idOf(header, 'gid'),
      storedAt,
      stored,
      ...(extents !== undefined && { extents }),
      ...this.#capabilities(),
      isBehindEnd,
    };
    this.#reset();
    return member;
  }

  #capabilities(): Pick<TarMember, 'capabilities'> {
    const record = this.#pax.length === 0 ? undefined : paxValue(this.#pax, capabilityRecord);
    if (record === undefined) return {};
    const capabilities = fileCapabilities(Buffer.from(record, 'latin1'));
    return capabilities === undefined ? {} : { capabilities };
  }

  #pathOf(header: TarHeader): string {
    if (this.#sparse !== undefined) {
      const name = paxValue(this.#pax, 'GNU.sparse.name');
      if (name !== undefined) return name;
    }
    return this.#longName ?? paxValue(this.#pax, 'path') ?? header.name;
  }

  #storedOf(header: TarHeader): number {
    if (isHeaderOnly(header.typeflag)) return 0;
    const stated = paxValue(this.#pax, 'size');
    return Math.max(0, (stated === undefined ? header.size : paxNumber(stated)) - this.#mapBytes);
  }

  #idOf(header: TarHeader, key: 'uid' | 'gid'): number {
    const value = paxValue(this.#pax, key);
    return value !== undefined && /^[0-9]{1,10}$/.test(value) ? Number(value) : header[key];
  }

  /**
   * Container runtimes (Go's archive/tar) do not apply global records, other readers do. We follow the runtimes, for the
   * names must be those that will be on the disk, and report the difference.
   */
  #global(records: PaxRecords): void {
    for (const key of ['path', 'linkpath', 'size'])
      if (paxValue(records, key) !== undefined)
        this.#doubt(
          `a global header sets ${key}, which container runtimes ignore and others apply`,
        );
  }

  #reset(): void {
    this.#longName = undefined;
    this.#longLink = undefined;
    if (this.#pax.length > 0) this.#pax = [];
    this.#hasMeta = false;
    this.#header = undefined;
    this.#sparse = undefined;
  }
}

const emptyHeader = parseTarHeader(Buffer.alloc(512));

/** Whether a header's content describes the member that follows: GNU long names, pax, pax global. */
export function isMeta(typeflag: string): boolean {
  return typeflag === 'L' || typeflag === 'K' || typeflag === 'x' || typeflag === 'g';
}

/** Links, devices, directories and FIFOs have no content whatever their size field says. */
function isHeaderOnly(typeflag: string): boolean {
  return typeflag >= '1' && typeflag <= '6';
}

function typeOf(typeflag: string, path: string): TarType {
  switch (typeflag) {
    case '0':
    case '7':
    case 'S':
      return 'file';
    case '\0':
      return path.endsWith('/') ? 'directory' : 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '5':
    case 'D':
      return 'directory';
    default:
      return 'other';
  }
}
