import type { PackageFacts } from '../package-component.ts';
import { textOf } from '../package-component.ts';
import { plainPurl } from '../package-url.ts';

/** A conda package as a file names it; empty parts are not known. */
export interface CondaIdentity {
  readonly name: string;
  readonly version: string;
  readonly build: string;
  /** `conda-forge`, or the URL of another server's channel. */
  readonly channel: string;
  /** Platform directory of the channel: `linux-64`, `noarch`. */
  readonly subdir: string;
}

/** Identity of a conda package (purl specification, type conda). Throws `input.malformed` when it has no name. */
export function condaFacts(
  identity: CondaIdentity,
  presence: PackageFacts['presence'],
): PackageFacts {
  const { name, version, build, channel, subdir } = identity;
  return {
    purl: plainPurl('conda', name, version, { qualifiers: { build, channel, subdir } }),
    name,
    version,
    ecosystem: 'conda',
    presence,
  };
}

/**
 * What the URL of a package tells: `https://HOST/CHANNEL/SUBDIR/NAME-VERSION-BUILD.conda` (or `.tar.bz2`, perhaps with `#MD5`
 * behind it). `undefined` when it is none.
 */
export function identityOfUrl(url: string): CondaIdentity | undefined {
  if (url.length > 2048) return undefined;
  const segments = (url.split('#')[0] ?? '').split('/');
  const file = segments.pop() ?? '';
  const match = /^(.+)-([^-]+)-([^-]+)\.(?:conda|tar\.bz2)$/.exec(file);
  const name = textOf(match?.[1]);
  if (match === null || name === undefined) return undefined;
  const subdir = segments.pop() ?? '';
  return {
    name,
    version: textOf(match[2]) ?? '',
    build: textOf(match[3]) ?? '',
    channel: channelName(segments.join('/')),
    subdir,
  };
}

/** The short name of a channel of anaconda.org and its mirrors; other channels keep their URL without credentials. */
export function channelName(channel: string): string {
  const plain = channel.replace(/\/+$/, '');
  const known = /^https?:\/\/(?:conda\.anaconda\.org|repo\.anaconda\.com)\/(.+)$/.exec(plain)?.[1];
  if (known !== undefined) return known;
  const bare = plain.replace(/^(https?:\/\/)[^/]*@/, '$1').replace(/\/t\/[^/]+/, '');
  return bare.slice(0, 256);
}

/** A dependency as conda writes it: `NAME VERSION BUILD`, `NAME>=1`, `channel::NAME`. */
export function matchSpec(
  text: string,
): { readonly name: string; readonly range?: string } | undefined {
  const plain = text
    .slice(0, 500)
    .trim()
    .replace(/^[^\s:]*::/, '');
  const match = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(\S*)/.exec(plain);
  const name = textOf(match?.[1]);
  if (name === undefined) return undefined;
  const range = textOf(match?.[2]?.replace(/^\[.*$/, ''));
  return range === undefined || range === '*' ? { name } : { name, range };
}
