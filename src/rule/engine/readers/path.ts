/** Absolute path of `path` seen from `directory`, without `.`, `..` and double slashes. Symbolic links are not known. */
export function absolutePath(directory: string, path: string): string {
  const whole = path.startsWith('/') ? path : `${directory}/${path}`;
  if (!untidy.test(whole)) return whole;
  const parts: string[] = [];
  for (const part of whole.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
const untidy = /\/\/|\/\.(?:\/|$|\.(?:\/|$))|.\/$/;

/** Up to the last slash; `/` for what lies at the root or has no directory. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash <= 0) return '/';
  return slash === path.length - 1 ? path : path.slice(0, slash);
}

/** Behind the last slash; the whole when nothing stands there; `/` when there is no slash. */
export function fileNameOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '/';
  return slash === path.length - 1 ? path : path.slice(slash + 1);
}
