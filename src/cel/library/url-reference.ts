import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { parseAuthority } from './url-authority.ts';
import { escapePart, isValidEncoded, unescapePart } from './url-escape.ts';

/** A parsed URL; all parts are byte strings (each character a byte of UTF-8), decoded except where it is said. */
export interface UrlReference {
  readonly scheme: string;
  /** What follows the scheme when it does not start with a slash (`mailto:a@b`). */
  readonly opaque: string;
  /** `name` or `name:password`, encoded; absent when there is no `@`. */
  readonly user?: string;
  readonly host: string;
  readonly path: string;
  /** The path as written, when our own encoding would differ. */
  readonly rawPath: string;
  readonly omitHost: boolean;
  readonly forceQuery: boolean;
  readonly rawQuery: string;
  readonly fragment: string;
  readonly rawFragment: string;
}

/**
 * Parses a URL as Go's `net/url.Parse` does, or as `ParseRequestURI` with `forRequest`: absolute, or a path from the root, and `#` is
 * a character like others. `text` is a byte string, see `toBytes`. Throws `input.malformed`.
 */
export function parseUrl(text: string, forRequest: boolean): UrlReference {
  const hash = forRequest ? -1 : text.indexOf('#');
  const url = parseWithoutFragment(hash < 0 ? text : text.slice(0, hash), forRequest);
  if (hash < 0) return url;
  const fragment = unescapePart(text.slice(hash + 1), 'fragment');
  const written = text.slice(hash + 1);
  return {
    ...url,
    fragment,
    rawFragment: written === escapePart(fragment, 'fragment') ? '' : written,
  };
}

/** A text as a byte string. */
export function toBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A byte string as text; what is no UTF-8 becomes U+FFFD. */
export function fromBytes(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The path as it would be written. */
export function escapedPath({ path, rawPath }: UrlReference): string {
  if (rawPath !== '' && isValidEncoded(rawPath, 'path')) return rawPath;
  return path === '*' ? '*' : escapePart(path, 'path');
}

/** The URL put together again, as Go writes it. */
export function formatUrl(url: UrlReference): string {
  const scheme = url.scheme === '' ? '' : `${url.scheme}:`;
  const query = url.forceQuery || url.rawQuery !== '' ? `?${url.rawQuery}` : '';
  const body = url.opaque === '' ? formatHierarchy(url, scheme) : scheme + url.opaque;
  return body + query + (url.fragment === '' ? '' : `#${formatFragment(url)}`);
}

const empty: UrlReference = {
  scheme: '',
  opaque: '',
  host: '',
  path: '',
  rawPath: '',
  omitHost: false,
  forceQuery: false,
  rawQuery: '',
  fragment: '',
  rawFragment: '',
};

function malformed(why: string): CaissonError {
  return new CaissonError('input.malformed', why);
}

function parseWithoutFragment(text: string, forRequest: boolean): UrlReference {
  if (hasControl(text)) throw malformed('invalid control character in URL');
  if (text === '' && forRequest) throw malformed('empty url');
  if (text === '*') return { ...empty, path: '*' };
  const [scheme, afterScheme] = splitScheme(text);
  const [rest, query] = splitQuery(afterScheme);
  const start = { ...empty, scheme, ...query };
  if (!rest.startsWith('/')) return parseRootless(start, rest, forRequest);
  return parseRooted(start, rest, forRequest);
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

function splitScheme(text: string): readonly [scheme: string, rest: string] {
  const end = text.search(/[^A-Za-z0-9+\-.]/);
  if (end < 0 || text[end] !== ':') return ['', text];
  if (end === 0) throw malformed('missing protocol scheme');
  if (!/^[A-Za-z]/.test(text)) return ['', text];
  return [text.slice(0, end).toLowerCase(), text.slice(end + 1)];
}

function splitQuery(text: string): readonly [string, Partial<UrlReference>] {
  const at = text.indexOf('?');
  if (at < 0) return [text, {}];
  if (at === text.length - 1) return [text.slice(0, at), { forceQuery: true }];
  return [text.slice(0, at), { rawQuery: text.slice(at + 1) }];
}

function parseRootless(url: UrlReference, rest: string, forRequest: boolean): UrlReference {
  if (url.scheme !== '') return { ...url, opaque: rest };
  if (forRequest) throw malformed('invalid URI for request');
  if ((rest.split('/', 1)[0] ?? '').includes(':'))
    throw malformed('first path segment in URL cannot contain colon');
  return withPath(url, rest);
}

function parseRooted(url: UrlReference, rest: string, forRequest: boolean): UrlReference {
  const hasAuthority =
    rest.startsWith('//') && (url.scheme !== '' || (!forRequest && !rest.startsWith('///')));
  if (!hasAuthority) return withPath({ ...url, omitHost: url.scheme !== '' }, rest);
  const slash = rest.indexOf('/', 2);
  const end = slash < 0 ? rest.length : slash;
  const authority = parseAuthority(rest.slice(2, end));
  return withPath({ ...url, ...authority }, rest.slice(end));
}

function withPath(url: UrlReference, written: string): UrlReference {
  const path = unescapePart(written, 'path');
  return { ...url, path, rawPath: written === escapePart(path, 'path') ? '' : written };
}

function formatFragment({ fragment, rawFragment }: UrlReference): string {
  return rawFragment !== '' && isValidEncoded(rawFragment, 'fragment')
    ? rawFragment
    : escapePart(fragment, 'fragment');
}

function formatHierarchy(url: UrlReference, scheme: string): string {
  const path = escapedPath(url);
  const authority = formatAuthority(url);
  const slash = path !== '' && !path.startsWith('/') && url.host !== '' ? '/' : '';
  const before = scheme + authority + slash;
  const dot = before === '' && (path.split('/', 1)[0] ?? '').includes(':') ? './' : '';
  return before + dot + path;
}

function formatAuthority(url: UrlReference): string {
  if (url.user !== undefined) return `//${url.user}@${escapePart(url.host, 'host')}`;
  if (url.host !== '') return `//${escapePart(url.host, 'host')}`;
  return url.scheme === '' || url.omitHost || url.path === '' ? '' : '//';
}

/** For messages: the text of a URL that could not be parsed. */
export function describeUrl(text: string): string {
  return `parse ${quote(text)}`;
}
