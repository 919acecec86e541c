/**
 * A path from an archive or a database as an absolute path inside the artifact: `./usr//bin/x/` becomes `/usr/bin/x`.
 * `undefined` when `..` would leave the root. The root itself is `/`.
 */
export function normalizePath(raw: string): string | undefined {
  if (isPlain(raw)) return raw;
  const parts: string[] = [];
  for (const part of raw.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return `/${parts.join('/')}`;
}

/** The last segment of a normalised path. */
export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The directory of a normalised path, without a trailing slash except for the root. */
export function dirname(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

function isPlain(path: string): boolean {
  return (
    path.startsWith('/') &&
    path.length > 1 &&
    !path.endsWith('/') &&
    !path.includes('//') &&
    !path.includes('/.')
  );
}
