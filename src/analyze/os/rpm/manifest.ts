import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Observation } from '#model/observation.ts';
import { Budget, Faults, isPlainWord } from '../bounds.ts';
import { observePackages } from './observe.ts';
import type { RpmPackage } from './package.ts';

/** Packages of distroless Azure Linux images: a listing of rpm's in place of its database. */
export const rpmManifest: Analyzer = {
  kind: 'analyzer',
  id: 'os/rpm-manifest',
  revision: 2,
  title: 'rpm packages of distroless images',
  claims: [{ path: '/var/lib/rpmmanifest/container-manifest-2' }],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const budget = new Budget(scope.limits.maxEntries);
  const faults = new Faults();
  const packages: RpmPackage[] = [];
  for (const [at, line] of file.text().split('\n').entries()) {
    if (line.trim() === '') continue;
    budget.countPackage();
    const rpm = packageOfLine(line.replace(/\r$/, ''));
    if (rpm === undefined) faults.add(`line ${at + 1} is no listing of a package`);
    else if (rpm.name !== 'gpg-pubkey') packages.push(rpm);
  }
  yield* observePackages(file.path, packages);
  yield* faults.gaps(file.path);
  if (packages.length === 0 && file.size > 0)
    throw new CaissonError('input.malformed', 'no package in a package listing that is not empty');
}

/** Name, version-release, two times, vendor, epoch, size, architecture, epoch as number, source rpm; tabs between. */
function packageOfLine(line: string): RpmPackage | undefined {
  const fields = line.split('\t', 11);
  function field(at: number): string {
    return fields[at] === '(none)' ? '' : (fields[at] ?? '');
  }
  const full = field(1);
  const dash = full.lastIndexOf('-');
  if (fields.length < 10 || dash <= 0 || !isPlainWord(field(0)) || !isPlainWord(full))
    return undefined;
  return {
    name: field(0),
    version: full.slice(0, dash),
    release: full.slice(dash + 1),
    epoch: /^[0-9]{1,9}$/.test(field(8)) ? Number(field(8)) : 0,
    architecture: field(7),
    sourceRpm: field(9),
    vendor: field(4),
    isVendorStated: field(4) !== '',
    license: '',
    modularity: '',
    requires: [],
    provides: [],
    files: [],
  };
}
