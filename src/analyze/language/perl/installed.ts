import type { Analyzer } from '#contract/analyzer.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { dirname } from '#kit/path.ts';
import type { Requirement, Scope } from '#model/component.ts';
import { licensesOf } from '../license.ts';
import { locationOf, packageComponent, requiresOf, textOf } from '../package-component.ts';
import { requirementOf } from '../tools/requirement.ts';
import {
  authorOf,
  cpanFacts,
  type Distribution,
  isModuleName,
  parseDistribution,
} from './distribution.ts';

type Fields = Readonly<Record<string, unknown>>;

/** More modules of one distribution are not kept. */
const maxModules = 2000;

/** What cpanm installed: `.meta/NAME-VERSION/install.json` below `lib/perl5/ARCH` or `site_perl`. */
export const cpanInstalledAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/perl-installed',
  revision: 1,
  title: 'Perl distributions installed by cpanm',
  claims: [{ basename: 'install.json' }],
  *analyze(file) {
    if (!file.path.includes('/.meta/')) return;
    const fields = recordIn(file.text(), 'install.json');
    const provided = isRecord(fields['provides']) ? Object.keys(fields['provides']) : [];
    const modules = provided.filter(isModuleName).slice(0, maxModules);
    yield packageComponent(file, {
      ...cpanFacts(distributionOf(fields), 'installed'),
      ...(modules.length > 0 && { provides: modules }),
    });
  },
};

function distributionOf(fields: Fields): Distribution {
  const named = parseDistribution(fields['dist']);
  const version = textOf(fields['version']) ?? named?.version;
  const name = named?.name ?? textOf(fields['name'])?.replaceAll('::', '-');
  if (name === undefined || version === undefined)
    throw new CaissonError('input.malformed', 'install.json names no distribution');
  const author = authorOf(fields['pathname']);
  return { name, version, ...(author !== undefined && { author }) };
}

/**
 * `META.json` and `MYMETA.json` (CPAN::Meta::Spec 2): beside `install.json` they tell the licence and the requirements of what
 * is installed, in a source tree they are the distribution.
 */
export const cpanMetaAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/perl-meta',
  revision: 1,
  title: 'metadata of Perl distributions',
  claims: [{ basename: 'MYMETA.json' }, { basename: 'META.json' }],
  *analyze(file) {
    const fields = parseJson(file.text(), 'the metadata');
    if (!isRecord(fields) || !isMetaSpec(fields)) return;
    const name = textOf(fields['name'])?.replaceAll('::', '-');
    const version = textOf(fields['version']);
    if (name === undefined || version === undefined)
      throw new CaissonError('input.malformed', 'the metadata names no distribution');
    const { licenses } = licensesOf(licenseTexts(fields['license']));
    if (!file.path.includes('/.meta/'))
      yield packageComponent(file, {
        ...cpanFacts({ name, version }, 'declared'),
        ...(licenses !== undefined && { licenses }),
        ...requiresOf(prerequisites(fields['prereqs'])),
      });
    else {
      const location = locationOf(file);
      if (licenses !== undefined)
        yield { type: 'license', location, ecosystem: 'cpan', package: name, licenses };
      yield {
        type: 'supplement',
        location,
        of: `${dirname(file.path)}/install.json`,
        facts: requiresOf(prerequisites(fields['prereqs'])),
      };
    }
  },
};

function recordIn(text: string, what: string): Fields {
  const value = parseJson(text, what);
  if (!isRecord(value)) throw new CaissonError('input.malformed', `${what} is not a JSON object`);
  return value;
}

/** Other registries have a `META.json` too (PGXN); that of CPAN names its specification. */
function isMetaSpec(fields: Fields): boolean {
  const spec = fields['meta-spec'];
  const url = isRecord(spec) ? textOf(spec['url']) : undefined;
  return url !== undefined && /CPAN|module-build/i.test(url);
}

const phases: readonly (readonly [string, Scope | undefined])[] = [
  ['runtime', undefined],
  ['configure', 'build'],
  ['build', 'build'],
  ['test', 'dev'],
];

function* prerequisites(prereqs: unknown): Iterable<Requirement> {
  if (!isRecord(prereqs)) return;
  for (const [phase, scope] of phases) {
    const relations = prereqs[phase];
    const requires = isRecord(relations) ? relations['requires'] : undefined;
    for (const [name, range] of Object.entries(isRecord(requires) ? requires : {})) {
      if (name === 'perl' || !isModuleName(name)) continue;
      yield requirementOf(name, range === 0 || range === '0' ? undefined : textOf(range), scope);
    }
  }
}

/** Words of CPAN::Meta::Spec for licences ("license"); a list is a choice. */
const licenseWords: ReadonlyMap<string, string> = new Map([
  ['perl_5', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
  ['apache_2_0', 'Apache-2.0'],
  ['apache_1_1', 'Apache-1.1'],
  ['artistic_1', 'Artistic-1.0'],
  ['artistic_2', 'Artistic-2.0'],
  ['agpl_3', 'AGPL-3.0-only'],
  ['bsd', 'BSD-3-Clause'],
  ['freebsd', 'BSD-2-Clause'],
  ['gpl_1', 'GPL-1.0-only'],
  ['gpl_2', 'GPL-2.0-only'],
  ['gpl_3', 'GPL-3.0-only'],
  ['lgpl_2_1', 'LGPL-2.1-only'],
  ['lgpl_3_0', 'LGPL-3.0-only'],
  ['mit', 'MIT'],
  ['mozilla_1_1', 'MPL-1.1'],
  ['openssl', 'OpenSSL'],
  ['zlib', 'Zlib'],
]);

function licenseTexts(value: unknown): readonly string[] {
  const words = (Array.isArray(value) ? value : [value]).filter(
    (word) => typeof word === 'string' && word !== 'unknown',
  );
  const texts = words.slice(0, 10).map((word: string) => licenseWords.get(word) ?? word);
  return texts.length > 1 ? [texts.map((text) => `(${text})`).join(' OR ')] : texts;
}
