import type { Analyzer } from '#contract/analyzer.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { basename, dirname } from '#kit/path.ts';
import type { License } from '#model/component.ts';
import type { ComponentObservation } from '#model/observation.ts';
import { licensesOf, toExpression } from '../license.ts';
import { packageComponent, requiresOf, textOf } from '../package-component.ts';
import { pypiPurl } from '../package-url.ts';
import { licenseOfClassifier } from './license-classifier.ts';
import { type MetadataHeaders, readMetadataHeaders } from './metadata-headers.ts';
import { environmentOf, requirementsOf } from './requirement.ts';

/**
 * Installed Python distributions: wheels (`NAME.dist-info/METADATA`), `NAME.egg-info` as a file or a directory, and
 * unpacked eggs (`EGG-INFO/PKG-INFO`). Copies that a package brings along below `_vendor` are `embedded`.
 */
export const pythonPackageAnalyzer: Analyzer = {
  kind: 'analyzer',
  id: 'language/python-package',
  revision: 1,
  title: 'installed Python distributions',
  claims: [{ basename: 'METADATA' }, { basename: 'PKG-INFO' }, { suffix: '.egg-info' }],
  *analyze(file) {
    if (siteDirectoryOf(file.path) === undefined) return;
    yield distributionComponent(file, readMetadataHeaders(file.text()));
  },
};

/**
 * The distribution that core metadata describe, with what they ask for in the environment the path tells; `asked` are further
 * specifiers that stand elsewhere. Throws `input.malformed` without name or version.
 */
export function distributionComponent(
  file: FileView,
  headers: MetadataHeaders,
  asked: readonly string[] = [],
): ComponentObservation {
  const name = textOf(first(headers, 'name'));
  const version = textOf(first(headers, 'version'));
  if (name === undefined || version === undefined)
    throw new CaissonError('input.malformed', 'the metadata names no package and version');
  const texts = [...(headers.get('requires-dist') ?? []), ...asked];
  return packageComponent(file, {
    purl: pypiPurl(name, version),
    name,
    version,
    ecosystem: 'pypi',
    presence: /\/_vendor(?:ed)?\//.test(file.path) ? 'embedded' : 'installed',
    ...licenses(headers),
    ...requiresOf(requirementsOf(texts, environmentOf(file.path))),
  });
}

/** The directory that a distribution is importable from; `undefined` when the path is not that of its metadata. */
export function siteDirectoryOf(path: string): string | undefined {
  if (path.endsWith('.egg-info') || path.endsWith('.egg')) return dirname(path);
  const directory = dirname(path);
  const parent = basename(directory);
  const isWheel = parent.endsWith('.dist-info') && basename(path) === 'METADATA';
  const isEggInfo = parent.endsWith('.egg-info') && basename(path) === 'PKG-INFO';
  if (isWheel || isEggInfo) return dirname(directory);
  const isEgg = parent === 'EGG-INFO' && basename(path) === 'PKG-INFO';
  return isEgg ? dirname(dirname(directory)) : undefined;
}

/** `License-Expression` (PEP 639), then `License` when it is SPDX, then the classifiers, then `License` as it is. */
function licenses(headers: MetadataHeaders): { readonly licenses?: readonly License[] } {
  const expression = first(headers, 'license-expression');
  if (expression !== undefined) return licensesOf([expression]);
  const text = first(headers, 'license') ?? '';
  if (toExpression(text) !== undefined) return licensesOf([text]);
  const classified = (headers.get('classifier') ?? [])
    .map(licenseOfClassifier)
    .filter((name) => name !== undefined);
  return licensesOf(classified.length > 0 ? classified : [text === 'UNKNOWN' ? '' : text]);
}

function first(headers: MetadataHeaders, key: string): string | undefined {
  return headers.get(key)?.[0];
}
