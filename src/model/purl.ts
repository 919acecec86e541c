import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { canonicalParts, typeFault } from './purl-type.ts';

/** A package URL (purl specification): `pkg:type/namespace/name@version?qualifiers#subpath`, parts decoded. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** Longer texts are refused: nothing that names a package comes near. */
const maxLength = 16_384;

/**
 * Writes the canonical form: parts in the spelling of their type, empty parts and qualifiers left out, qualifiers sorted.
 * Throws `input.malformed` for what is no package: without type or name, or against the rules of the type.
 */
export function formatPurl(purl: Purl): string {
  const { type, namespace, name, version, qualifiers, subpath } = checked(purl, () =>
    JSON.stringify(purl),
  );
  const path = [...segmentsOf(namespace ?? ''), name].map(encode).join('/');
  const query = Object.entries(qualifiers ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`)
    .join('&');
  const fragment = subpathSegments(subpath ?? '')
    .map(encode)
    .join('/');
  return [
    `pkg:${type}/${path}`,
    version ? `@${encode(version)}` : '',
    query === '' ? '' : `?${query}`,
    fragment === '' ? '' : `#${fragment}`,
  ].join('');
}

/** Parses a package URL into the canonical spelling of its parts. Throws `input.malformed`. */
export function parsePurl(text: string): Purl {
  if (text.length > maxLength) throw malformed(text, 'is too long for a package URL');
  const [beforeFragment, fragment] = cut(text, text.indexOf('#'));
  const [beforeQuery, query] = cut(beforeFragment, beforeFragment.indexOf('?'));
  const [path, version] = cut(beforeQuery, versionStart(beforeQuery));
  const match = /^pkg:\/*([^/]+)\/(.*)$/s.exec(path);
  if (match === null) throw malformed(text, 'is not a package URL');
  const segments = segmentsOf(match[2] ?? '').map(decode);
  // A slash at the end leaves an empty name; without this the namespace would become the name.
  const name = path.endsWith('/') ? '' : (segments.pop() ?? '');
  const subpath = subpathSegments(fragment).map(decode).join('/');
  const purl = {
    type: match[1] ?? '',
    ...(segments.length > 0 && { namespace: segments.join('/') }),
    name,
    ...(version !== '' && { version: decode(version) }),
    qualifiers: parseQualifiers(query),
    ...(subpath !== '' && { subpath }),
  };
  return checked(purl, () => text);
}

/** The parts in their canonical spelling, if they make a package URL; `subject` names them where they do not. */
function checked(purl: Purl, subject: () => string): Purl {
  const { qualifiers: given, ...rest } = purl;
  const type = (purl.type ?? '').toLowerCase();
  if (!/^[a-z][a-z0-9.+-]*$/.test(type) || !purl.name)
    throw malformed(subject(), 'is not a package URL');
  const qualifiers = canonicalQualifiers(given ?? {}, subject);
  const parts = canonicalParts({ ...rest, type, ...(qualifiers !== undefined && { qualifiers }) });
  const fault = typeFault(parts);
  if (fault !== undefined) throw malformed(subject(), `is not a package URL: ${type} ${fault}`);
  return parts;
}

/** Keys in lower case, without empty values; `undefined` when none is left. */
function canonicalQualifiers(
  qualifiers: Readonly<Record<string, string>>,
  subject: () => string,
): Record<string, string> | undefined {
  const kept = Object.entries(qualifiers)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => [key.toLowerCase(), value] as const);
  for (const [key] of kept)
    if (!/^[a-z][a-z0-9._-]*$/.test(key))
      throw malformed(subject(), `is not a package URL: ${quote(key)} is no qualifier key`);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

function parseQualifiers(query: string): Record<string, string> {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const entries = pairs.map((pair) => {
    const [key, value] = cut(pair, pair.indexOf('='));
    return [key, decode(value)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** The last `@`, unless it begins a segment that is not the last one: then it is the bare scope of an npm package. */
function versionStart(path: string): number {
  const at = path.lastIndexOf('@');
  return path[at - 1] === '/' && path.includes('/', at) ? -1 : at;
}

/** The text before and after the character at `index`; all of it before when there is none. */
function cut(text: string, index: number): readonly [string, string] {
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

/** A subpath lies below the package: `.` and `..` are left out (purl specification, subpath). */
function subpathSegments(path: string): string[] {
  return segmentsOf(path).filter((segment) => segment !== '.' && segment !== '..');
}

function encode(part: string): string {
  return encodeURIComponent(part.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new CaissonError('input.malformed', `${quote(part)} is not percent-encoded text`, {
      cause,
    });
  }
}

function malformed(subject: string, problem: string): CaissonError {
  const shown = subject.length > 200 ? `${subject.slice(0, 200)}…` : subject;
  return new CaissonError('input.malformed', `${quote(shown)} ${problem}`);
}
