import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

/** A package URL (purl specification): `pkg:type/namespace/name@version?qualifiers#subpath`, parts decoded. */
export interface Purl {
  readonly type: string;
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  readonly qualifiers?: Readonly<Record<string, string>>;
  readonly subpath?: string;
}

/** Writes the canonical form: empty parts and qualifiers are left out, qualifiers are sorted. */
export function formatPurl(purl: Purl): string {
  const namespace = (purl.namespace ?? '').split('/').filter((part) => part !== '');
  const path = [purl.type.toLowerCase(), ...namespace, purl.name].map(encode).join('/');
  const version = purl.version ? `@${encode(purl.version)}` : '';
  const qualifiers = Object.entries(purl.qualifiers ?? {})
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key.toLowerCase()}=${encode(value)}`)
    .sort();
  const query = qualifiers.length > 0 ? `?${qualifiers.join('&')}` : '';
  const subpath = (purl.subpath ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map(encode);
  return `pkg:${path}${version}${query}${subpath.length > 0 ? `#${subpath.join('/')}` : ''}`;
}

/** Parses a package URL. Throws `input.malformed`. */
export function parsePurl(text: string): Purl {
  const match =
    /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/+([^@?#]+)(?:@([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      text,
    );
  const segments = (match?.[2] ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const name = segments.pop();
  if (match === null || name === undefined)
    throw new CaissonError('input.malformed', `${quote(text)} is not a package URL`);
  const qualifiers = parseQualifiers(match[4] ?? '');
  return {
    type: (match[1] ?? '').toLowerCase(),
    ...(segments.length > 0 && { namespace: segments.join('/') }),
    name,
    ...(match[3] && { version: decode(match[3]) }),
    ...(Object.keys(qualifiers).length > 0 && { qualifiers }),
    ...(match[5] && { subpath: match[5].split('/').map(decode).join('/') }),
  };
}

function parseQualifiers(query: string): Record<string, string> {
  const pairs = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, Math.max(at, 0)).toLowerCase(), decode(pair.slice(at + 1))] as const;
  });
  return Object.fromEntries(pairs.filter(([key, value]) => key !== '' && value !== ''));
}

function encode(part: string): string {
  return encodeURIComponent(part)
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
