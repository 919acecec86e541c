import type { Claim } from '#contract/analyzer.ts';
import type { ServiceFile } from './record.ts';

/** What the walk has to show for a configuration file. */
export function claimsOf({ names, folders, suffix }: ServiceFile): readonly Claim[] {
  return [
    ...names.map((name): Claim => {
      if (name.startsWith('/')) return { path: name };
      return name.startsWith('*') ? { suffix: name.slice(1).toLowerCase() } : { basename: name };
    }),
    ...folders.map((directory) => ({ directory, ...(suffix !== undefined && { suffix }) })),
  ];
}

/** Whether a path is such a file. */
export function isFile(file: ServiceFile, path: string): boolean {
  if (file.within !== undefined && !path.includes(file.within)) return false;
  const at = path.lastIndexOf('/');
  const name = path.slice(at + 1);
  return file.names.some((wanted) => isNamed(wanted, name, path)) || isInside(file, path, at);
}

function isNamed(wanted: string, name: string, path: string): boolean {
  if (wanted.startsWith('/')) return wanted === path;
  if (!wanted.startsWith('*')) return wanted === name;
  return name.toLowerCase().endsWith(wanted.slice(1).toLowerCase());
}

function isInside({ folders, suffix = '' }: ServiceFile, path: string, at: number): boolean {
  const parent = path.slice(0, at + 1);
  return folders.some(
    (folder) =>
      path.endsWith(suffix) &&
      (folder.startsWith('/') ? parent === folder : parent.endsWith(`/${folder}`)),
  );
}
