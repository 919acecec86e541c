import { dirname } from '#kit/path.ts';

/**
 * The directory of an installed package: the one directly at `node_modules/NAME` or `node_modules/@SCOPE/NAME`, which also
 * holds below pnpm's `.pnpm/NAME@VERSION/node_modules/` and in the global prefix. Directories of npm's own bookkeeping
 * (`.bin`, `.cache`, `.pnpm`) are no packages.
 */
export function isPackageDirectory(directory: string): boolean {
  const segments = directory.split('/');
  const name = segments.pop() ?? '';
  const parent = segments.pop();
  if (parent === 'node_modules') return name !== '' && !/^[.@]/.test(name);
  return parent?.startsWith('@') === true && segments.at(-1) === 'node_modules';
}

/** Whether a path leads through a `node_modules` directory. */
export function isBelowNodeModules(path: string): boolean {
  return path.includes('/node_modules/');
}

/**
 * Where Node looks for `name` when a file in `directory` asks for it, nearest first (Node.js "Loading from node_modules
 * folders"). The number of answers is bounded by the depth of the path.
 */
export function* resolutionPaths(directory: string, name: string): Generator<string> {
  let current = directory;
  while (true) {
    const isRoot = current === '/';
    if (!current.endsWith('/node_modules')) yield `${isRoot ? '' : current}/node_modules/${name}`;
    if (isRoot) return;
    current = dirname(current);
  }
}
