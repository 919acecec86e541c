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
