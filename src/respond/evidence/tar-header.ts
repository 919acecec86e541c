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
  const { name, link = '', size, uid, gid, modified, attributes, accessed, changed } = entry;
  const isPlain = (text: string) => asciiText.test(text) && text.length <= 100;
  const records: string[] = [];
  const texts = [...(isPlain(name) ? [] : [name]), ...(isPlain(link) ? [] : [link])];
  // Names are bytes, and nobody knows in which character set.
  if (texts.some((text) => !asciiText.test(text))) records.push(record('hdrcharset', 'BINARY'));
  if (!isPlain(name)) records.push(record('path', name));
  if (!isPlain(link)) records.push(record('linkpath', link));
  if (size > largestOctal) records.push(record('size', String(size)));
  if (uid > 0o7777777) records.push(record('uid', String(uid)));
  if (gid > 0o7777777) records.push(record('gid', String(gid)));
  if (!Number.isInteger(modified / 1000) || modified < 0)
    records.push(timeRecord('mtime', modified));
  if (accessed !== undefined) records.push(timeRecord('atime', accessed));
  if (changed !== undefined) records.push(timeRecord('ctime', changed));
  for (const [key, value] of attributes ?? []) records.push(record(`SCHILY.xattr.${key}`, value));
  return records;
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
  octal(block, Math.min(entry.uid, 0o7777777), 108, 8);
  octal(block, Math.min(entry.gid, 0o7777777), 116, 8);
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
