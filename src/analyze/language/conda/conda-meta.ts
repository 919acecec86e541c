import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { basename, dirname, normalizePath } from '#kit/path.ts';
import type { Observation } from '#model/observation.ts';
import { licensesOf } from '../license.ts';
import { locationOf, packageComponent, requiresOf, textOf } from '../package-component.ts';
import { hashesOf, hexHash } from '../package-hash.ts';
import { channelName, condaFacts, matchSpec } from './conda-package.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Installed conda packages: one JSON file each in `PREFIX/conda-meta/`, which also lists the files that belong to the package,
 * relative to the prefix. A Python distribution among these files belongs to the conda package.
 */
export const condaMetaAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/conda-package',
  revision: 1,
  title: 'installed conda packages',
  claims: [{ directory: 'conda-meta/', suffix: '.json' }],
  *analyze(file) {
    const fields = parseJson(file.text(), 'the conda-meta file');
    if (!isRecord(fields))
      throw new CaissonError('input.malformed', 'the conda-meta file is not a JSON object');
    const name = textOf(fields['name']);
    const version = textOf(fields['version']);
    if (name === undefined || version === undefined) {
      if (isBookkeeping(file.path)) return;
      throw new CaissonError('input.malformed', 'the conda-meta file names no package and version');
    }
    yield componentOf(file, fields, name, version);
    yield* ownershipOf(file, fields, name);
  },
};

/** `state` and the like of conda itself. */
function isBookkeeping(path: string): boolean {
  return !/-[^-/]+-[^-/]+\.json$/.test(basename(path));
}

function componentOf(file: FileView, fields: Fields, name: string, version: string): Observation {
  const channel = channelName(textOf(fields['channel']) ?? '');
  const subdir = textOf(fields['subdir']) ?? '';
  const facts = condaFacts(
    {
      name,
      version,
      build: textOf(fields['build']) ?? '',
      channel:
        subdir !== '' && channel.endsWith(`/${subdir}`)
          ? channel.slice(0, -subdir.length - 1)
          : channel,
      subdir,
    },
    'installed',
  );
  const depends = listOf(fields['depends']);
  return packageComponent(file, {
    ...facts,
    ...licensesOf([fields['license']]),
    ...hashesOf([hexHash('sha256', fields['sha256']), hexHash('md5', fields['md5'])]),
    ...requiresOf(depends.flatMap((text) => matchSpec(text) ?? [])),
    ...directOf(fields['requested_spec']),
  });
}

/** `requested_spec` is empty or `None` for what only others needed; older conda did not write it. */
function directOf(spec: unknown): { readonly direct?: boolean } {
  return typeof spec === 'string' ? { direct: spec !== '' && spec !== 'None' } : {};
}

function* ownershipOf(file: FileView, fields: Fields, name: string): Iterable<Observation> {
  const prefix = dirname(dirname(file.path));
  const paths = listOf(fields['files']).flatMap((path) => normalizePath(`${prefix}/${path}`) ?? []);
  if (paths.length === 0) return;
  yield { type: 'ownership', location: locationOf(file), ecosystem: 'conda', package: name, paths };
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
