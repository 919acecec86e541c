import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Planted } from './evaluate.ts';

/** A file of a tree: path relative to its root, and content. */
export type TreeFile = readonly [path: string, content: string | Buffer];

export function writeTree(root: string, files: readonly TreeFile[]): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** As pip leaves packages behind: one virtual environment for each, for a name may come in several versions. */
export function pythonTree(planted: readonly Planted[]): readonly TreeFile[] {
  return planted.map(({ name, version }, at) => [
    `env${at}/lib/python3.11/site-packages/${name.replaceAll('-', '_')}-${version}.dist-info/METADATA`,
    `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\n`,
  ]);
}

export function npmTree(planted: readonly Planted[]): readonly TreeFile[] {
  return planted.map(({ name, version }, at) => [
    `app${at}/node_modules/${name}/package.json`,
    JSON.stringify({ name, version }),
  ]);
}

export function rubyTree(planted: readonly Planted[]): readonly TreeFile[] {
  return planted.map(({ name, version }) => [
    `gems/specifications/${name}-${version}.gemspec`,
    `# stub: ${name} ${version} ruby lib\n\nGem::Specification.new do |s|\n  s.name = "${name}".freeze\n  s.version = "${version}"\nend\n`,
  ]);
}

/** One module file for each, for a module file names a module once. */
export function goTree(planted: readonly Planted[]): readonly TreeFile[] {
  return planted.map(({ name, version }, at) => [
    `app${at}/go.mod`,
    `module example.test/app${at}\n\ngo 1.21\n\nrequire ${name} ${version}\n`,
  ]);
}

export function rustTree(planted: readonly Planted[]): readonly TreeFile[] {
  const packages = planted.map(
    ({ name, version }) =>
      `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n`,
  );
  return [['app/Cargo.lock', `version = 3\n\n${packages.join('\n')}`]];
}

export function phpTree(planted: readonly Planted[]): readonly TreeFile[] {
  return planted.map(({ name, version }, at) => [
    `app${at}/vendor/composer/installed.json`,
    JSON.stringify({ packages: [{ name, version, type: 'library' }], dev: false }),
  ]);
}
