import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { ComponentObservation, Observation } from '#model/observation.ts';
import { Budget, Faults, isPlainWord } from '../bounds.ts';
import { type PackageFacts, packageObservation } from '../package-observation.ts';
import { readStanzas, type Stanza } from './deb822.ts';
import { packageFields, wantedFields } from './fields.ts';
import { RelationReader } from './relation.ts';

/** Packages of dpkg and opkg: one database file, or one file per package in distroless images. */
export const dpkgStatus: Analyzer = {
  kind: 'analyzer',
  id: 'os/dpkg',
  revision: 2,
  title: 'Debian packages',
  claims: [
    { path: '/var/lib/dpkg/status' },
    { directory: '/var/lib/dpkg/status.d/' },
    { path: '/usr/lib/opkg/status' },
    { path: '/var/lib/opkg/status' },
  ],
  analyze,
};

/** States of dpkg(1) in which the files of a package lie on disk, whether or not it is configured. */
const presentStates: ReadonlySet<string> = new Set([
  'installed',
  'unpacked',
  'half-configured',
  'triggers-awaited',
  'triggers-pending',
]);

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  if (file.path.endsWith('.md5sums')) return;
  const faults = new Faults();
  const budget = new Budget(scope.limits.maxEntries);
  const reading: Reading = {
    path: file.path,
    relations: new RelationReader(budget),
    budget,
    faults,
  };
  let packages = 0;
  for (const stanza of readStanzas(file.text(), wantedFields)) {
    if (stanza.damaged > 0)
      faults.add(`paragraph at line ${stanza.line} has lines without a field`);
    if (stanza.fields.has('package')) packages += 1;
    const observation = observe(stanza, reading);
    if (observation !== undefined) yield observation;
  }
  yield* faults.gaps(file.path);
  if (packages === 0 && file.size > 0)
    throw new CaissonError('input.malformed', 'no package in a package database that is not empty');
}

interface Reading {
  readonly path: string;
  readonly relations: RelationReader;
  readonly budget: Budget;
  readonly faults: Faults;
}

function observe({ fields, line }: Stanza, reading: Reading): ComponentObservation | undefined {
  if (!isPresent(fields.get('status'))) return undefined;
  const name = fields.get('package');
  const version = fields.get('version');
  if (!isPlainWord(name) || !isPlainWord(version)) {
    reading.faults.add(`paragraph at line ${line} lacks a package name or version`);
    return undefined;
  }
  reading.budget.countPackage();
  return packageObservation(reading.path, {
    ...packageFields(fields, { name, version }),
    ...namesOf(fields, reading),
  });
}

/** Distroless images write no `Status`: what stands there is installed. */
function isPresent(status: string | undefined): boolean {
  return status === undefined || presentStates.has(status.split(/\s+/).at(2) ?? '');
}

function namesOf(
  fields: Stanza['fields'],
  { relations }: Reading,
): Pick<PackageFacts, 'requires' | 'provides'> {
  const requires = [
    ...relations.requirements(fields.get('pre-depends')),
    ...relations.requirements(fields.get('depends')),
  ];
  const provides = relations.names(fields.get('provides'));
  return { requires, provides };
}
