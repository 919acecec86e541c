import { packageKey } from '#model/package-key.ts';
import { formatPurl, type Purl } from '#model/purl.ts';

/** purl-spec, npm: the scope with its `@` is the namespace; names are written in lower case. */
export function npmPurl(name: string, version: string): string {
  const lower = name.toLowerCase();
  const slash = lower.startsWith('@') ? lower.indexOf('/') : -1;
  if (slash < 0) return formatPurl({ type: 'npm', name: lower, version });
  return formatPurl({
    type: 'npm',
    namespace: lower.slice(0, slash),
    name: lower.slice(slash + 1),
    version,
  });
}

/** purl-spec, pypi: the name as PEP 503 normalises it; versions do not know case. */
export function pypiPurl(name: string, version: string): string {
  return formatPurl({
    type: 'pypi',
    name: packageKey('pypi', name),
    version: version.toLowerCase(),
  });
}

/** purl-spec, gem: `platform` is left out for the implied default `ruby`. */
export function gemPurl(name: string, version: string, platform = 'ruby'): string {
  return formatPurl({
    type: 'gem',
    name,
    version,
    ...(platform !== 'ruby' && { qualifiers: { platform } }),
  });
}

/** purl-spec, composer: `vendor/name` in lower case, the vendor is the namespace. */
export function composerPurl(name: string, version: string): string {
  const lower = name.toLowerCase();
  const slash = lower.indexOf('/');
  return formatPurl({
    type: 'composer',
    namespace: lower.slice(0, Math.max(slash, 0)),
    name: lower.slice(slash + 1),
    version,
  });
}

/** purl-spec, nuget: as the package writes its name. */
export function nugetPurl(name: string, version: string): string {
  return formatPurl({ type: 'nuget', name, version });
}

/**
 * A purl of a type whose packages have a name and perhaps a namespace in front of it, split at the last slash: conda, conan,
 * cocoapods, hex, jsr, otp, pear, pub, swift, vcpkg. Empty parts and qualifiers are left out. Throws `input.malformed`.
 */
export function plainPurl(
  type:
    | 'cocoapods'
    | 'conan'
    | 'conda'
    | 'hex'
    | 'jsr'
    | 'otp'
    | 'pear'
    | 'pub'
    | 'swift'
    | 'vcpkg',
  name: string,
  version: string,
  extra: Pick<Purl, 'qualifiers' | 'subpath'> = {},
): string {
  const slash = name.lastIndexOf('/');
  return formatPurl({
    type,
    ...(slash > 0 && { namespace: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    version,
    ...extra,
  });
}
