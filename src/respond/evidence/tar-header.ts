/** An entry of a tar archive as it is written. Names and links are byte strings. */
export interface TarEntry {
  readonly name: string;
  readonly type: keyof typeof typeFlags;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the Unix epoch, with fraction. */
  readonly modified: number;
  readonly link?: string;
  readonly deviceMajor?: number;
  readonly deviceMinor?: number;
  /** Extended attributes: name and bytes as a byte string. */
  readonly attributes?: ReadonlyMap<string, string>;
  /** Further times, in milliseconds since the Unix epoch. */
  readonly accessed?: number;
  readonly changed?: number;
}

const typeFlags = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  character: '3',
  block: '4',
  directory: '5',
  fifo: '6',
} as const;

export const blockBytes = 512;
const asciiText = /^[\u0020-\u007e]*$/;
const largestOctal = 8 ** 11 - 1;
const largestId = 8 ** 7 - 1;

/** Header blocks of an entry (POSIX.1-2001 pax interchange format): extended records first where ustar is too small for it. */
export function tarHeader(entry: TarEntry): Buffer {
  const records = paxRecords(entry);
  const main = ustar(entry, typeFlags[entry.type]);
  if (records.length === 0) return main;
  const body = Buffer.from(records.join(''), 'latin1');
  const name = `PaxHeaders/${entry.name.slice(-80).replaceAll('/', '_')}`;
  const head = ustar({ ...entry, name, link: '', type: 'file', size: body.length }, 'x');
  return Buffer.concat([head, body, padding(body.length), main]);
}

/** Zeros that fill the last block of `size` bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
}

/** What an archive ends with. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * blockBytes);
}

function paxRecords(entry: TarEntry): readonly string[] {
  const { name, link = '', attributes } = entry;
  const texts = [name, link].filter((text) => !isPlain(text));
  return [
    // Names are bytes, and nobody knows in which character set.
    ...(texts.some((text) => !asciiText.test(text)) ? [record('hdrcharset', 'BINARY')] : []),
    ...(isPlain(name) ? [] : [record('path', name)]),
    ...(isPlain(link) ? [] : [record('linkpath', link)]),
    ...numberRecords(entry),
    ...timeRecords(entry),
    ...[...(attributes ?? [])].map(([key, value]) => record(`SCHILY.xattr.${key}`, value)),
  ];
}

function isPlain(text: string): boolean {
  return asciiText.test(text) && text.length <= 100;
}

function numberRecords({ size, uid, gid }: TarEntry): readonly string[] {
  const large: readonly (readonly [string, number, number])[] = [
    ['size', size, largestOctal],
    ['uid', uid, largestId],
    ['gid', gid, largestId],
  ];
  return large
    .filter(([, value, most]) => value > most)
    .map(([key, value]) => record(key, String(value)));
}

function timeRecords({ modified, accessed, changed }: TarEntry): readonly string[] {
  const isWhole = Number.isInteger(modified / 1000) && modified >= 0;
  return [
    ...(isWhole ? [] : [timeRecord('mtime', modified)]),
    ...(accessed === undefined ? [] : [timeRecord('atime', accessed)]),
    ...(changed === undefined ? [] : [timeRecord('ctime', changed)]),
  ];
}

function timeRecord(key: string, milliseconds: number): string {
  return record(key, (milliseconds / 1000).toFixed(9).replace(/\.?0+$/, ''));
}

/** `length key=value\n`, where the length counts itself. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const guess = rest.length + String(rest.length).length;
  const length = rest.length + String(guess).length;
  return `${length}${rest}`;
}

function ustar(entry: TarEntry, flag: string): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(entry.name.slice(0, 100), 0, 'latin1');
  octal(block, entry.mode & 0o7777, 100, 8);
  octal(block, Math.min(entry.uid, largestId), 108, 8);
  octal(block, Math.min(entry.gid, largestId), 116, 8);
  octal(block, Math.min(entry.size, largestOctal), 124, 12);
  octal(block, Math.min(Math.max(0, Math.floor(entry.modified / 1000)), largestOctal), 136, 12);
  block.write(flag, 156, 'latin1');
  block.write((entry.link ?? '').slice(0, 100), 157, 'latin1');
  block.write('ustar\u000000', 257, 'latin1');
  octal(block, entry.deviceMajor ?? 0, 329, 8);
  octal(block, entry.deviceMinor ?? 0, 337, 8);
  block.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1');
  return block;
}

function octal(block: Buffer, value: number, offset: number, length: number): void {
  block.write(
    value
      .toString(8)
      .padStart(length - 1, '0')
      .slice(-(length - 1)),
    offset,
    'latin1',
  );
}
