import { type ByteSource, partOf } from '../binary/byte-source.ts';
import { type Executable, sectionNamed } from '../binary/executable.ts';

const windowBytes = 2 ** 20;
const longest = 48;
const maxSearchBytes = 256 * 2 ** 20;
const maxCandidates = 16;
const dot = 0x2e;

/**
 * The version that `-ldflags -X` stamped into a Go program, when build information does not tell the flags (`-trimpath`
 * leaves them out). The linker stores such a text with a zero byte behind it, as no other text of Go is stored, so it is
 * what in the read-only data looks like a version and ends in zero. Empty when several versions do.
 */
export function stampedText(source: ByteSource, executable: Executable): string {
  const section = sectionNamed(executable, '.rodata', '__rodata', '.rdata');
  if (section === undefined) return '';
  const area = partOf(source, section.offset, Math.min(section.size, maxSearchBytes));
  const found = new Map<string, string>();
  for (let start = 0; start < area.size; start += windowBytes) {
    const before = Math.min(start, longest);
    const read = area.read(start - before, windowBytes + before + longest);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    collect(bytes, before, found);
    if (found.size > maxCandidates) return '';
  }
  const [only, ...others] = found.values();
  return only === undefined || others.length > 0 ? '' : only;
}

/** Keeps of each version the shortest spelling: packagers stamp `1.2.3` and `1.2.3-4` side by side. */
function collect(bytes: Buffer, from: number, found: Map<string, string>): void {
  for (let at = bytes.indexOf(dot, from); at !== -1; at = bytes.indexOf(dot, at + 1)) {
    if (!isDigit(bytes[at - 1]) || !isDigit(bytes[at + 1])) continue;
    const version = versionAround(bytes, at);
    if (version === undefined) continue;
    const core = /^\d{1,6}(?:\.\d{1,6}){1,3}/.exec(version)?.[0] ?? version;
    const known = found.get(core);
    if (known === undefined || version.length < known.length) found.set(core, version);
  }
}

/** The version whose first dot stands at `dotAt`: digits before it, a zero byte right behind the whole. */
function versionAround(bytes: Buffer, dotAt: number): string | undefined {
  let start = dotAt;
  while (start > 0 && dotAt - start < 4 && isDigit(bytes[start - 1])) start -= 1;
  const end = bytes.indexOf(0, dotAt);
  if (end === -1 || end - start > longest) return undefined;
  const before = bytes.toString('latin1', Math.max(0, start - 16), start);
  if (!/(?:^|[^0-9A-Za-z.\-_/+])v?$/.test(before)) return undefined;
  const text = bytes.toString('latin1', start, end);
  return /^\d{1,4}\.\d{1,4}(?:\.\d{1,6}){0,2}(?:[-+~][0-9A-Za-z.+~-]{1,40})?$/.test(text)
    ? text
    : undefined;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
