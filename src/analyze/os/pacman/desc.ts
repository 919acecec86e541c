import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Requirement } from '#model/component.ts';
import type { Observation } from '#model/observation.ts';
import { licensesOf } from '../../language/license.ts';
import { isPlainWord } from '../bounds.ts';
import { packageObservation } from '../package-observation.ts';
import { folderPackage, readLocalEntry } from './local.ts';

/** Packages of Arch Linux and its children: a folder each in pacman's local database. */
export const pacmanPackages: Analyzer = {
  kind: 'analyzer',
  id: 'os/pacman',
  revision: 1,
  title: 'Arch packages',
  // A directory claim cannot leave a segment open, so the path is looked at once more.
  claims: [{ basename: 'desc' }],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  if (folderPackage(file.path) === undefined) return;
  const entry = readLocalEntry(file.text(), scope.limits.maxEntries);
  const name = entry.first('NAME');
  const version = entry.first('VERSION');
  if (!isPlainWord(name) || !isPlainWord(version))
    throw new CaissonError('input.malformed', 'an entry lacks a package name or version');
  const architecture = entry.first('ARCH');
  const base = entry.first('BASE') || name;
  yield packageObservation(file.path, {
    name,
    version,
    source: { name: base, version },
    architecture,
    ...licensesOf(entry.all('LICENSE')),
    requires: entry.all('DEPENDS').map(requirementOf),
    provides: entry.all('PROVIDES').map((word) => requirementOf(word).name),
    supplier: entry.first('PACKAGER'),
    purl: {
      type: 'alpm',
      qualifiers: { arch: architecture, upstream: base === name ? '' : base },
    },
  });
}

/** `glibc>=2.38`, `libcurl.so=4-64`, `sh`. */
function requirementOf(word: string): Requirement {
  const end = word.search(/[<>=]/);
  return end === -1 ? { name: word } : { name: word.slice(0, end), range: word.slice(end) };
}
