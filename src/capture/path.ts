import { normalizePath } from '#kit/path.ts';

/** `AT_FDCWD` */
export const workingDirectory = -100;

/** A path as seen from a directory, without `.` and `..`; links are not known. Byte strings. */
export function absolutePath(directory: string, path: string): string {
  if (path === '') return directory;
  if (path.startsWith('/')) return normalizePath(path) ?? clampedPath(path);
  if (!directory.startsWith('/')) return `${directory}${path}`;
  return normalizePath(`${directory}/${path}`) ?? clampedPath(`${directory}/${path}`);
}

/** What a process's working directory is told as: with a slash at its end. */
export function asDirectory(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/** `..` at the root stays at the root, as in the kernel. */
function clampedPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/'))
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  return `/${steps.join('/')}`;
}

/** The kernel marks paths of files that are no more: the path without that. */
export function withoutDeletion(path: string): string {
  return path.endsWith(deletion) ? path.slice(0, -deletion.length) : path;
}
const deletion = ' (deleted)';
