import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { basename } from '#kit/path.ts';
import type { Requirement } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { licensesOf } from '../license.ts';
import { LockGraph, scopesOf } from '../lock-graph.ts';
import { requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { composerPurl } from '../package-url.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What composer installed: `vendor/composer/installed.json`, a list (composer 1) or an object (composer 2). */
export const composerInstalledAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/php-composer-installed',
  revision: 2,
  title: 'PHP packages installed by composer',
  claims: [{ directory: 'composer/', suffix: 'installed.json' }],
  *analyze(file) {
    if (basename(file.path) !== 'installed.json') return;
    const value = parseJson(file.text(), 'installed.json');
    const packages = isRecord(value) ? value['packages'] : value;
    const development = isRecord(value) ? namesOf(value['dev-package-names']) : new Set<string>();
    if (!Array.isArray(packages))
      throw new CaissonError('input.malformed', 'installed.json holds no list of packages');
    const entries = packages.filter(isRecord).map((fields) => ({
      fields,
      isDevelopment: development.has(String(fields['name']).toLowerCase()),
    }));
    yield* observationsOf(file, entries, 'installed');
  },
};

/** What a project locked: composer.lock. Copies below `vendor` belong to packages that were installed from source. */
export const composerLockAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/php-composer-lock',
  revision: 2,
  title: 'PHP packages locked by composer',
  claims: [{ basename: 'composer.lock' }],
  *analyze(file) {
    if (file.path.includes('/vendor/')) return;
    const value = parseJson(file.text(), 'composer.lock');
    if (!isRecord(value))
      throw new CaissonError('input.malformed', 'composer.lock is not a JSON object');
    const entries = [
      ...recordsOf(value['packages']).map((fields) => ({ fields, isDevelopment: false })),
      ...recordsOf(value['packages-dev']).map((fields) => ({ fields, isDevelopment: true })),
    ];
    yield* observationsOf(file, entries, 'declared');
  },
};

interface Entry {
  readonly fields: Fields;
  readonly isDevelopment: boolean;
}

function* observationsOf(
  file: FileView,
  entries: readonly Entry[],
  presence: 'installed' | 'declared',
): Iterable<Observation> {
  const graph = new LockGraph();
  const providers = new Map<string, string>();
  const packages = entries.flatMap((entry) => {
    const name = textOf(entry.fields['name']);
    const version = textOf(entry.fields['version']);
    if (name === undefined || version === undefined || name.endsWith('/')) return [];
    return [{ ...entry, name, version, purl: composerPurl(name, version) }];
  });
  for (const entry of packages) {
    const { fields, name, version, purl } = entry;
    providers.set(name.toLowerCase(), purl);
    graph.add({
      purl,
      name,
      version,
      ecosystem: 'composer',
      presence,
      ...licensesOf(licenseTexts(fields['license'])),
      ...scopesOf({ dev: entry.isDevelopment }),
      ...hashesOf([hexHash('sha1', isRecord(fields['dist']) && fields['dist']['shasum'])]),
      ...requiresOf(rangesOf(fields['require'])),
    });
  }
  for (const { fields, purl } of packages) addSubstitutes(providers, fields, purl);
  for (const { fields, purl } of packages) {
    for (const required of keysOf(fields['require'])) {
      const to = providers.get(required.toLowerCase());
      if (to !== undefined) graph.relate(purl, to);
    }
  }
  yield* graph.observations(file);
}

/** What stands for PHP itself and its extensions has no slash. */
function rangesOf(table: unknown): readonly Requirement[] {
  return Object.entries(isRecord(table) ? table : {}).flatMap(([name, value]) => {
    const range = textOf(value);
    const isPackage = name.includes('/') && textOf(name) !== undefined;
    return isPackage && range !== undefined ? [{ name, range }] : [];
  });
}

/** Packages may stand in for others (`replace`, `provide`); a package of that very name comes first. */
function addSubstitutes(providers: Map<string, string>, fields: Fields, purl: string): void {
  for (const name of [...keysOf(fields['replace']), ...keysOf(fields['provide'])]) {
    const key = name.toLowerCase();
    if (!providers.has(key)) providers.set(key, purl);
  }
}

/** Composer's schema, `license`: several licences in a list are a choice. */
function licenseTexts(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value];
  const texts = value.filter((text) => typeof text === 'string');
  return texts.length > 1 && texts.length < 10 ? [`(${texts.join(' OR ')})`] : texts.slice(0, 1);
}

function namesOf(value: unknown): ReadonlySet<string> {
  const names = Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
  return new Set(names.map((name) => name.toLowerCase()));
}

function recordsOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function keysOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}
