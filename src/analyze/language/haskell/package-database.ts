import type { Analyzer } from '#contract/analyzer.ts';
import { dirname } from '#kit/path.ts';
import type { Requirement } from '#model/component.ts';
import { licensesOf } from '../license.ts';
import { packageComponent, packageGap, requiresOf, textOf } from '../package-component.ts';
import { readControlFile } from '../r/control-file.ts';
import { hackageFacts, parseHackageId } from './hackage.ts';

/**
 * What GHC's package manager registered: `package.conf.d/*.conf` (Cabal, installed package info). `depends` lists unit ids,
 * `NAME-VERSION[-HASH]`.
 */
export const haskellInstalledAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/haskell-installed',
  revision: 1,
  title: 'installed Haskell packages',
  claims: [
    { directory: 'package.conf.d/', suffix: '.conf' },
    { directory: 'package.db/', suffix: '.conf' },
  ],
  *analyze(file) {
    const [record] = readControlFile(file.text());
    const name = textOf(record?.fields.get('name'));
    const version = textOf(record?.fields.get('version'));
    const id = parseHackageId(`${name}-${version}`);
    if (record === undefined || id === undefined) {
      yield packageGap(file, 'malformed', 'a registered package without name or version');
      return;
    }
    const inCompiler = /\/(?:ghc|lib)-[^/]+\//.test(dirname(file.path));
    yield packageComponent(file, {
      ...hackageFacts(id, 'installed'),
      ...(inCompiler && { scopes: ['bundled'] as const }),
      ...licensesOf([record.fields.get('license')]),
      ...requiresOf(unitsOf(record.fields.get('depends') ?? '')),
    });
  },
};

/** A package is asked for in one version, that it was compiled against. */
function* unitsOf(field: string): Iterable<Requirement> {
  for (const unit of field.split(/\s+/)) {
    const id = parseHackageId(unit) ?? parseHackageId(unit.slice(0, unit.lastIndexOf('-')));
    if (id !== undefined) yield { name: id.name, range: `== ${id.version}` };
  }
}
