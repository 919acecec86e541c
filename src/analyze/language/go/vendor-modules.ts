import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { locationOf, textOf } from '../package-component.ts';
import { goComponent } from './go-component.ts';
import { type GoModule, isLocalPath } from './module-text.ts';

const maxModules = 100_000;

/**
 * vendor/modules.txt: the modules whose code stands in the vendor directory (Go Modules Reference, "Vendoring"): `# path version`,
 * perhaps `=> replacement`, then `## explicit` for what go.mod names, then the packages. Modules without packages are only
 * needed to choose versions and are left out.
 */
export const goVendorAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/go-vendor-modules',
  revision: 1,
  title: 'Go modules in a vendor directory',
  claims: [{ directory: 'vendor/', suffix: 'modules.txt' }],
  analyze: observeVendor,
};

interface Block {
  readonly component: Component;
  packages: number;
  isExplicit: boolean;
}

function* observeVendor(file: FileView): Iterable<Observation> {
  for (const { component, packages, isExplicit } of readBlocks(file).values())
    if (packages > 0) yield { type: 'component', component: { ...component, direct: isExplicit } };
}

function readBlocks(file: FileView): ReadonlyMap<string, Block> {
  const blocks = new Map<string, Block>();
  let current: Block | undefined;
  for (const [index, raw] of file.text().split('\n').entries()) {
    const line = raw.trim();
    if (line.startsWith('# ')) {
      // Replacements are listed once more at the end, without packages.
      const block = blockOf(line.slice(2), file, index + 1);
      current = block && (blocks.get(block.component.id) ?? block);
      if (current !== undefined) blocks.set(current.component.id, current);
      if (blocks.size > maxModules)
        throw new CaissonError('limit.entries', `modules.txt has more than ${maxModules} modules`);
    } else if (current !== undefined) readDetail(current, line);
  }
  return blocks;
}

function readDetail(block: Block, line: string): void {
  if (line.startsWith('##')) block.isExplicit ||= /\bexplicit\b/.test(line);
  else if (line !== '') block.packages += 1;
}

/** `path version`, `path version => path version` or `path version => ./directory`. */
function blockOf(text: string, file: FileView, line: number): Block | undefined {
  const { path, version } = moduleOf(text.slice(0, 2000).split(/\s+/));
  if (textOf(path) === undefined || path.endsWith('/') || !/^(?:v\d\S*)?$/.test(version))
    return undefined;
  const location = { ...locationOf(file), line };
  return {
    component: goComponent({ path, version }, 'declared', location),
    packages: 0,
    isExplicit: false,
  };
}

function moduleOf(words: readonly string[]): GoModule {
  const [path = '', version = ''] = words;
  const arrow = words.indexOf('=>');
  if (arrow < 0) return { path, version };
  const [newPath = '', newVersion = ''] = words.slice(arrow + 1);
  return isLocalPath(newPath) ? { path, version: '' } : { path: newPath, version: newVersion };
}
