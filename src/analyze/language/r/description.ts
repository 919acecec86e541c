import type { Analyzer } from '#contract/analyzer.ts';
import { packageComponent, packageGap, textOf } from '../package-component.ts';
import { readControlFile } from './control-file.ts';
import { rFacts, rRequirements, saysBioconductor } from './r-package.ts';

/**
 * `DESCRIPTION` of an R package (Writing R Extensions, section 1.1.1). R adds `Built` when it installs one; without it the
 * file is that of a source tree. Octave's packages have a file of the same name without the field `Package`.
 */
export const rDescriptionAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/r-description',
  revision: 1,
  title: 'R packages',
  claims: [{ basename: 'DESCRIPTION' }],
  *analyze(file) {
    const [record] = readControlFile(file.text());
    if (record === undefined || !record.fields.has('Package')) return;
    function field(name: string): string {
      return record?.fields.get(name) ?? '';
    }
    const name = textOf(field('Package'));
    const version = textOf(field('Version'));
    const isInstalled = field('Built') !== '';
    if (name === undefined || version === undefined) {
      if (isInstalled) yield packageGap(file, 'malformed', 'an R package without name or version');
      return;
    }
    const requires = ['Depends', 'Imports', 'LinkingTo'].flatMap((key) =>
      rRequirements(field(key)),
    );
    yield packageComponent(
      file,
      rFacts({
        name,
        version,
        presence: isInstalled ? 'installed' : 'declared',
        requires,
        license: field('License'),
        isBase: field('Priority') === 'base',
        isBioconductor: saysBioconductor(field),
      }),
    );
  },
};
