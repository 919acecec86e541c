import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { ownershipObservations } from '../package-observation.ts';
import { folderPackage, readLocalEntry } from './local.ts';

/** Which files each Arch package owns. */
export const pacmanFiles: Analyzer = {
  kind: 'analyzer',
  id: 'os/pacman-files',
  revision: 1,
  title: 'files of Arch packages',
  // A directory claim cannot leave a segment open, so the path is looked at once more.
  claims: [{ basename: 'files' }],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const name = folderPackage(file.path);
  if (name === undefined) return;
  const listed = readLocalEntry(file.text(), scope.limits.maxEntries).all('FILES');
  const paths = listed.filter((path) => !path.endsWith('/')).map((path) => `/${path}`);
  yield* ownershipObservations(file.path, { ecosystem: 'alpm', package: name }, paths);
}
