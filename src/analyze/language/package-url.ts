import { packageKey } from '#model/package-key.ts';
import { formatPurl } from '#model/purl.ts';

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
