import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const segment = /^[A-Za-z0-9][\w.+ -]{0,199}$/;
const maxSegments = 8;

/**
 * A name below a feed's directory, as it may be used for a file: plain segments, none hidden, none `..`.
 * Throws `input.malformed`: a server names what it likes.
 */
export function safeName(name: string): string {
  if (isSafeName(name)) return name;
  throw new CaissonError('input.malformed', `${quote(name.slice(0, 200))} is no name for a file`);
}

/** Whether a name may be used for a file. */
export function isSafeName(name: string): boolean {
  const segments = name.split('/');
  return segments.length <= maxSegments && segments.every((one) => segment.test(one));
}

/**
 * The address of what a server's index names (`repodata/abc-updateinfo.xml.gz`): below the base, never elsewhere.
 * Throws `input.malformed`.
 */
export function safePath(path: string): string {
  const isPlain = path.split('/').every((one) => /^[\w+~-][\w.+~-]{0,199}$/.test(one));
  if (isPlain && path.length <= 400) return path;
  throw new CaissonError('input.malformed', `${quote(path.slice(0, 200))} leads elsewhere`);
}

/** An address without credentials and query, for people and for what is kept. */
export function shownUrl(text: string): string {
  const url = URL.parse(text);
  return url === null ? text : `${url.origin}${url.pathname}`;
}
