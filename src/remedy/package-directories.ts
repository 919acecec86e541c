import { basename, dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';

/** Directories of installed packages, to tell which one a file came with. */
export interface PackageDirectories {
  /** The innermost package, of another ecosystem unless it is Python's, whose directory holds the component's file. */
  readonly around: (component: Component) => Component | string | undefined;
}

/** Reads where packages of npm, RubyGems, Composer and Python are installed. */
export function packageDirectories(components: readonly Component[]): PackageDirectories {
  const directories = new Map<string, Component>();
  const distributions = new Map<string, Map<string, Component>>();
  for (const component of components) {
    if (component.presence !== 'installed') continue;
    for (const directory of directoriesOf(component)) keepFirst(directories, directory, component);
    const site = component.ecosystem === 'pypi' ? siteOf(fileOf(component)) : undefined;
    if (site === undefined) continue;
    const known = distributions.get(site.directory) ?? new Map<string, Component>();
    distributions.set(site.directory, known);
    if (isOwnMetadata(site.entry)) keepFirst(known, normal(component.name), component);
  }
  return {
    around: (component) =>
      enclosing(component, directories) ?? distribution(component, distributions),
  };
}

/** Of several the first by id, so that the order of components changes nothing. */
function keepFirst(known: Map<string, Component>, key: string, component: Component): void {
  const before = known.get(key);
  if (before === undefined || component.id < before.id) known.set(key, component);
}

/** The file of the artifact that a component was found in: archives are not looked into. */
export function fileOf({ locations }: Component): string {
  const { path } = locations[0];
  return path.split('!', 1)[0] ?? path;
}

function directoriesOf(component: Component): readonly string[] {
  const path = fileOf(component);
  switch (component.ecosystem) {
    case 'npm':
      return path.includes('/node_modules/') ? [dirname(path)] : [];
    case 'composer':
      return path.endsWith('/vendor/composer/installed.json')
        ? [`${dirname(dirname(path))}/${component.name}`]
        : [];
    case 'gem':
      return gemDirectories(path);
    default:
      return [];
  }
}

/** `…/specifications/x-1.0.gemspec` describes `…/gems/x-1.0`. */
function gemDirectories(path: string): readonly string[] {
  const directory = dirname(path);
  if (basename(directory) !== 'specifications' || !path.endsWith('.gemspec')) return [];
  return [`${dirname(directory)}/gems/${basename(path).slice(0, -'.gemspec'.length)}`];
}

function enclosing(
  component: Component,
  directories: ReadonlyMap<string, Component>,
): Component | undefined {
  if (directories.size === 0) return undefined;
  for (let at = dirname(fileOf(component)); at !== '/'; at = dirname(at)) {
    const found = directories.get(at);
    if (found !== undefined && found.ecosystem !== component.ecosystem) return found;
  }
  return undefined;
}

/**
 * The distribution that a file below `site-packages` belongs to, told by the name of its top directory: `rpds` is of
 * `rpds-py`. Where no name agrees, the directory's own name. What a package carries along (`pip/_vendor`) belongs to it.
 */
function distribution(
  component: Component,
  distributions: ReadonlyMap<string, ReadonlyMap<string, Component>>,
): Component | string | undefined {
  const site = siteOf(fileOf(component));
  if (site === undefined || isOwnMetadata(site.entry)) return undefined;
  const [module = ''] = site.entry.split('.', 1);
  const top = normal(module);
  if (top === '' || top === 'bin') return undefined;
  const found = named(top, distributions.get(site.directory) ?? new Map());
  return found?.id === component.id ? undefined : (found ?? module);
}

function named(top: string, known: ReadonlyMap<string, Component>): Component | undefined {
  const exact = known.get(top);
  if (exact !== undefined) return exact;
  const near = [...known.values()].filter(({ name }) => isNear(normal(name), top));
  return near.length === 1 ? near[0] : undefined;
}

function isNear(name: string, top: string): boolean {
  return name.startsWith(`${top}-`) || name === `py${top}` || name === `python-${top}`;
}

/** `/usr/lib/python3/site-packages` and the first segment below it. */
function siteOf(path: string): { readonly directory: string; readonly entry: string } | undefined {
  const marker = /\/(?:site|dist)-packages\//.exec(path);
  if (marker === null) return undefined;
  const start = marker.index + marker[0].length;
  const [entry = ''] = path.slice(start).split('/', 1);
  return { directory: path.slice(0, start - 1), entry };
}

function isOwnMetadata(entry: string): boolean {
  return /\.(?:dist-info|egg-info|egg|egg-link|pth)$/.test(entry);
}

/** PEP 503, section "Normalized Names". */
function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/[-_.]{1,10}/g, '-')
    .replace(/^-|-$/g, '');
}
