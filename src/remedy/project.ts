import { basename, dirname } from '#kit/path.ts';
import type { Component } from '#model/component.ts';
import type { Ecosystem } from '#model/ecosystem.ts';

/** The tool that a person changes versions with. */
export type Manager =
  | 'npm'
  | 'npm-global'
  | 'yarn'
  | 'pnpm'
  | 'bun'
  | 'pip'
  | 'poetry'
  | 'uv'
  | 'pdm'
  | 'pipenv'
  | 'bundler'
  | 'gem'
  | 'composer'
  | 'cargo'
  | 'go'
  | 'maven'
  | 'gradle'
  | 'nuget'
  | 'pub'
  | 'mix'
  | 'cocoapods'
  | 'actions'
  | 'other';

/** Where a library is asked for: the project's directory or the program it is built into, its tool and the files to edit. */
export interface Project {
  readonly directory: string;
  readonly manager: Manager;
  readonly paths: readonly string[];
  /** Built into a program, which must be built again. */
  readonly program?: string;
  /** The globally installed package that bundles it. */
  readonly bundledBy?: string;
}

/** Files that name a tool: the manifest to edit stands beside them. */
const manifests: ReadonlyMap<string, { readonly manager: Manager; readonly manifest: string }> =
  new Map([
    ['package-lock.json', { manager: 'npm', manifest: 'package.json' }],
    ['npm-shrinkwrap.json', { manager: 'npm', manifest: 'package.json' }],
    ['yarn.lock', { manager: 'yarn', manifest: 'package.json' }],
    ['pnpm-lock.yaml', { manager: 'pnpm', manifest: 'package.json' }],
    ['bun.lock', { manager: 'bun', manifest: 'package.json' }],
    ['poetry.lock', { manager: 'poetry', manifest: 'pyproject.toml' }],
    ['uv.lock', { manager: 'uv', manifest: 'pyproject.toml' }],
    ['pdm.lock', { manager: 'pdm', manifest: 'pyproject.toml' }],
    ['Pipfile.lock', { manager: 'pipenv', manifest: 'Pipfile' }],
    ['Gemfile.lock', { manager: 'bundler', manifest: 'Gemfile' }],
    ['gems.locked', { manager: 'bundler', manifest: 'gems.rb' }],
    ['composer.lock', { manager: 'composer', manifest: 'composer.json' }],
    ['Cargo.lock', { manager: 'cargo', manifest: 'Cargo.toml' }],
    ['go.mod', { manager: 'go', manifest: 'go.mod' }],
    ['go.sum', { manager: 'go', manifest: 'go.mod' }],
    ['pom.xml', { manager: 'maven', manifest: 'pom.xml' }],
    ['gradle.lockfile', { manager: 'gradle', manifest: 'build.gradle' }],
    ['packages.lock.json', { manager: 'nuget', manifest: '*.csproj' }],
    ['packages.config', { manager: 'nuget', manifest: 'packages.config' }],
    ['pubspec.lock', { manager: 'pub', manifest: 'pubspec.yaml' }],
    ['mix.lock', { manager: 'mix', manifest: 'mix.exs' }],
    ['Podfile.lock', { manager: 'cocoapods', manifest: 'Podfile' }],
  ] as const);

/** Installed trees: what follows the marker belongs to the tree, what is before it is the project. */
const trees: Partial<
  Readonly<Record<Ecosystem, readonly [marker: string, manager: Manager, manifest: string]>>
> = {
  npm: ['/node_modules/', 'npm', 'package.json'],
  composer: ['/vendor/', 'composer', 'composer.json'],
  gem: ['/specifications/', 'gem', 'Gemfile'],
};

/** Tools of libraries that are built into programs, and of files that name no tool. */
const toolOf: Partial<Readonly<Record<Ecosystem, Manager>>> = {
  npm: 'npm',
  pypi: 'pip',
  gem: 'gem',
  composer: 'composer',
  cargo: 'cargo',
  golang: 'go',
  maven: 'maven',
  nuget: 'nuget',
  pub: 'pub',
  hex: 'mix',
  cocoapods: 'cocoapods',
  github: 'actions',
};

/** The project of a library, told from where it was found. */
export function projectOf(component: Component): Project {
  const whole = component.locations[0].path;
  const path = whole.split('!', 1)[0] ?? whole;
  const known = manifests.get(basename(path));
  if (known !== undefined) {
    const manifest = join(dirname(path), known.manifest);
    const paths = [...new Set([manifest, path])];
    return { directory: dirname(path), manager: known.manager, paths };
  }
  return installed(component, path) ?? built(component, path);
}

function installed(component: Component, path: string): Project | undefined {
  if (component.ecosystem === 'pypi') return sitePackages(path);
  const tree = trees[component.ecosystem];
  const at = tree === undefined ? -1 : path.indexOf(tree[0]);
  if (tree === undefined || at < 0) return undefined;
  const directory = at === 0 ? '/' : path.slice(0, at);
  if (tree[1] === 'npm' && /(?:^|\/)lib$/.test(directory)) return globalTree(directory, path);
  return {
    directory,
    manager: tree[1],
    paths: tree[1] === 'gem' ? [] : [join(directory, tree[2])],
  };
}

/** `/usr/local/lib/node_modules/npm/node_modules/tar`: what a global package bundles comes with that package only. */
function globalTree(directory: string, path: string): Project {
  const [, top = '', ...nested] = path.split('/node_modules/');
  const bundledBy = nested.length === 0 ? undefined : top;
  return {
    directory,
    manager: 'npm-global',
    paths: [],
    ...(bundledBy !== undefined && { bundledBy }),
  };
}

/** `/usr/lib/python3/dist-packages/x.dist-info/METADATA`; a file of requirements is edited itself. */
function sitePackages(path: string): Project {
  const at = path.search(/\/(?:site|dist)-packages\//);
  if (at >= 0) return { directory: path.slice(0, at), manager: 'pip', paths: [] };
  return { directory: dirname(path), manager: 'pip', paths: [path] };
}

function built(component: Component, path: string): Project {
  const manager = toolOf[component.ecosystem] ?? 'other';
  const program = component.presence === 'embedded' ? path : undefined;
  const directory = program ?? dirname(path);
  return { directory, manager, paths: [path], ...(program !== undefined && { program }) };
}

function join(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`;
}
