import type { Analyzer } from '#contract/analyzer.ts';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import type { Component, Requirement } from '#model/component.ts';
import type { Observation, OwnershipObservation } from '#model/observation.ts';
import { Budget, boundedField, Faults, isPlainWord } from '../bounds.ts';
import {
  ownershipObservations,
  type PackageFacts,
  packageObservation,
} from '../package-observation.ts';
import { ApkLicenses } from './license.ts';
import { type ApkRecord, readApkRecords } from './record.ts';

/** Packages of Alpine, Wolfi and Chainguard images and the files they own. */
export const apkInstalled: Analyzer = {
  kind: 'analyzer',
  id: 'os/apk',
  revision: 2,
  title: 'Alpine packages',
  claims: [
    { path: '/lib/apk/db/installed' },
    { path: '/usr/lib/apk/db/installed' },
    { path: '/var/lib/apk/db/installed' },
  ],
  analyze,
};

function* analyze(file: FileView, scope: Scope): Iterable<Observation> {
  const budget = new Budget(scope.limits.maxEntries);
  const faults = new Faults();
  const licenses = new ApkLicenses();
  let packages = 0;
  for (const record of readApkRecords(file.text())) {
    if (record.damaged > 0) faults.add(`record at line ${record.line} has lines without a field`);
    const name = record.fields.get('P');
    const version = record.fields.get('V');
    if (!isPlainWord(name) || !isPlainWord(version)) {
      faults.add(`record at line ${record.line} lacks a package name or version`);
      continue;
    }
    packages += 1;
    budget.countPackage();
    budget.spend(record.files.length);
    yield packageObservation(file.path, factsOf(record, { name, version }, { licenses, budget }));
    const owner = { ecosystem: 'apk', package: name } as const;
    yield* ownershipObservations(file.path, owner, record.files, digestsOf(record));
  }
  yield* faults.gaps(file.path);
  if (packages === 0 && file.size > 0)
    throw new CaissonError('input.malformed', 'no package in a package database that is not empty');
}

/**
 * `Q1` stands before a SHA-1, `Q2` before a SHA-256, both in base64 (apk-package(5)). Configuration is the administrator's,
 * as are other protected paths (apk-protected_paths(5)).
 */
function digestsOf({ files, checksums }: ApkRecord): OwnershipObservation['digests'] {
  const kind = checksums.some((sum) => sum.startsWith('Q2')) ? 'Q2' : 'Q1';
  const bytes = kind === 'Q2' ? 32 : 20;
  const values = checksums.map((sum, at) => {
    if (!sum.startsWith(kind) || files[at]?.startsWith('/etc/') === true) return '';
    const digest = Buffer.from(sum.slice(2, 2 + 48), 'base64');
    return digest.length === bytes ? digest.toString('hex') : '';
  });
  return { algorithm: kind === 'Q2' ? 'sha256' : 'sha1', values };
}

interface Reading {
  readonly licenses: ApkLicenses;
  readonly budget: Budget;
}

function factsOf(
  { fields }: ApkRecord,
  { name, version }: Pick<Component, 'name' | 'version'>,
  { licenses, budget }: Reading,
): PackageFacts {
  const architecture = fields.get('A') ?? '';
  const origin = fields.get('o') || name;
  const requires = wordsOf(fields.get('D')).filter((word) => !word.startsWith('!'));
  const provides = wordsOf(fields.get('p'));
  budget.spend(requires.length + provides.length);
  return {
    name,
    version,
    source: { name: origin, version },
    architecture,
    licenses: licenses.of(fields.get('L') ?? ''),
    requires: requires.map(requirementOf),
    provides: provides.map((word) => requirementOf(word).name),
    supplier: fields.get('m') ?? '',
    purl: {
      type: 'apk',
      qualifiers: { arch: architecture, upstream: origin === name ? '' : origin },
    },
  };
}

function wordsOf(field: string | undefined): readonly string[] {
  return boundedField(field ?? '')
    .split(' ')
    .filter((word) => word !== '');
}

/** `busybox>=1.36`, `so:libc.musl-x86_64.so.1=1.2.4`, `cmd:sh`; a repository tag after `@` is dropped (apk-world(5)). */
function requirementOf(word: string): Requirement {
  const end = word.search(/[<>=~@]/);
  if (end === -1) return { name: word };
  const name = word.slice(0, end);
  const range = word.slice(end);
  return range.startsWith('@') ? { name } : { name, range };
}
