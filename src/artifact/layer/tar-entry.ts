import type { Entry } from '#contract/source.ts';
import { basename, dirname, normalizePath } from '#kit/path.ts';
import { quote } from '#kit/text.ts';
import type { Gap, GapReason } from '#model/observation.ts';
import type { TarMember } from './tar-member.ts';

const whiteoutPrefix = '.wh.';
const opaqueName = '.wh..wh..opq';
const bookkeepingPrefix = '.wh..wh.';

/**
 * What a tar member means in a layer (OCI image-spec v1.1, layer, section Whiteouts); a gap when its path is none;
 * `undefined` for the bookkeeping files of aufs.
 */
export function toEntry(member: TarMember, maxPathBytes: number): Entry | Gap | undefined {
  if (isTooLong(member.path, maxPathBytes) || isTooLong(member.link, maxPathBytes)) {
    const detail = `its path or its link is longer than ${maxPathBytes} bytes`;
    return gapAt(insidePath(member.path), 'too-large', detail);
  }
  const path = normalizePath(`/${member.path}`);
  if (path === undefined || (path === '/' && member.type !== 'directory')) {
    const detail = `the path ${shorten(member.path)} is none inside the layer`;
    return gapAt(insidePath(member.path), 'malformed', detail);
  }
  const name = basename(path);
  if (name.startsWith(whiteoutPrefix)) return toWhiteout(member, path, name);
  return toPlainEntry(member, path);
}

/** Something that could not be examined in a layer. */
export function gapAt(path: string, reason: GapReason, detail: string): Gap {
  return { type: 'gap', location: { path }, reason, detail };
}

function toPlainEntry(member: TarMember, path: string): Entry | Gap {
  const { type, size, mode, uid, gid, capabilities } = member;
  const facts = { path, type, size, mode, uid, gid, ...(capabilities && { capabilities }) };
  if (type === 'symlink') return { ...facts, link: member.link };
  if (type !== 'hardlink') return facts;
  const link = normalizePath(`/${member.link}`);
  if (link === undefined || link === '/')
    return gapAt(path, 'malformed', `its hard link to ${shorten(member.link)} leaves the layer`);
  return { ...facts, link };
}

function toWhiteout(member: TarMember, path: string, name: string): Entry | Gap | undefined {
  if (member.isBehindEnd)
    return gapAt(path, 'malformed', 'a whiteout behind the end of the archive was ignored');
  const { mode, uid, gid } = member;
  const directory = dirname(path);
  const facts = { size: 0, mode, uid, gid };
  if (name === opaqueName) return { path: directory, type: 'opaque', ...facts };
  if (name.startsWith(bookkeepingPrefix)) return undefined;
  const hidden = name.slice(whiteoutPrefix.length);
  if (hidden === '' || hidden === '.' || hidden === '..')
    return gapAt(path, 'malformed', 'the whiteout names no file');
  return {
    path: directory === '/' ? `/${hidden}` : `${directory}/${hidden}`,
    type: 'whiteout',
    ...facts,
  };
}

/** Where a gap about a path that cannot stand is shown: shortened, and without steps upwards. */
function insidePath(raw: string): string {
  const parts = raw.slice(0, 200).split('/');
  return `/${parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/')}`;
}

function isTooLong(text: string, maxBytes: number): boolean {
  return (
    text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)
  );
}

function shorten(text: string): string {
  return quote(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
