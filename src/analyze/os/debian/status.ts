import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { SourcePackage } from '#model/component.ts';
import type { ComponentObservation, Observation } from '#model/observation.ts';
import { Budget, Faults, isPlainWord } from '../bounds.ts';
import { isForeignDeb } from '../origin/deb-maintainer.ts';
import { type PackageFacts, packageObservation } from '../package-observation.ts';
import { readStanzas, type Stanza } from './deb822.ts';
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

const wanted: ReadonlySet<string> = new Set([
  'package',
  'status',
  'version',
  'architecture',
  'source',
  'depends',
  'pre-depends',
  'provides',
  'maintainer',
  'origin',
]);

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
  for (const stanza of readStanzas(file.text(), wanted)) {
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
  const source = sourceOf(fields.get('source'), { name, version });
  const architecture = fields.get('architecture') ?? '';
  return packageObservation(reading.path, {
    name,
    version,
    source,
    architecture,
    supplier: fields.get('maintainer') ?? '',
    ...(isForeignDeb(fields, version) && { thirdParty: true }),
    ...namesOf(fields, reading),
    purl: {
      type: 'deb',
      qualifiers: { arch: architecture, upstream: upstreamOf(source, { name, version }) },
    },
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

/** `Source: name (version)`; either part that is left out equals that of the binary package (deb-control(5)). */
function sourceOf(field: string | undefined, binary: SourcePackage): SourcePackage {
  if (field === undefined || field === '') return binary;
  const open = field.indexOf('(');
  if (open === -1) return { name: field.trim(), version: binary.version };
  const close = field.indexOf(')', open);
  const version = field.slice(open + 1, close === -1 ? field.length : close).trim();
  return { name: field.slice(0, open).trim(), version: version || binary.version };
}

/** The `upstream` qualifier as other scanners write it; empty when the source is named like the package. */
function upstreamOf(source: SourcePackage, binary: SourcePackage): string {
  if (source.version !== binary.version) return `${source.name}@${source.version}`;
  return source.name === binary.name ? '' : source.name;
}
