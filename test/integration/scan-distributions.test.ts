import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Evaluation, expectedHits, type Planted } from '../accuracy/evaluate.ts';
import { dpkg, rpm } from '../accuracy/oracle.ts';
import {
  dpkgStatus,
  headersOf,
  installRpms,
  type PlantedRpm,
  releaseFile,
} from '../accuracy/os-trees.ts';
import { choosePackages, neighbours, seeded, shuffle } from '../accuracy/plant.ts';
import { buildDatabase, gapsOf, scan } from '../accuracy/program.ts';
import { hasFeeds, type OsvAffected, type OsvRecord, recordsOf } from '../accuracy/records.ts';
import { affectedFixes, foundHits, sayScore, scoreOf } from '../accuracy/score.ts';
import { writeTree } from '../accuracy/trees.ts';
import { hasPrograms, temporary } from '../daemons.ts';

/**
 * Hundreds of real packages in versions near those that real advisories name, in root file systems of their distribution:
 * the findings must be those that the advisories give when dpkg and rpm compare the versions.
 */
const can = hasPrograms('unzip') && hasFeeds('AlmaLinux', 'Debian');
let directory = '';
let database = '';
let debian: readonly OsvRecord[] = [];
let almaLinux: readonly OsvRecord[] = [];

beforeAll(() => {
  if (!can) return;
  directory = temporary('distributions');
  database = buildDatabase(directory, 'AlmaLinux', 'Debian');
  debian = recordsOf('Debian');
  almaLinux = recordsOf('AlmaLinux');
});

afterAll(() => {
  if (directory !== '') rmSync(directory, { recursive: true, force: true });
});

test.skipIf(!can || !dpkg.isInstalled()).for(['10', '11', '12'])(
  'Debian %s: findings are those of dpkg',
  (version) => {
    const records = debian;
    const ecosystem = `Debian:${version}`;
    const sources = choosePackages({
      records,
      ecosystem,
      seed: Number(version),
      count: 300,
      accepts: (one) => /^(?:\d+:)?\d[\w.+~-]*$/.test(one),
      near: (one) => [...neighbours(one), `${one}~rc1`, one.replace(/^\d+:/, '')],
    });
    const planted = sources.map(binaryOf);
    const root = join(directory, `debian-${version}`);
    writeTree(root, [releaseFile('debian', version), dpkgStatus(planted)]);

    const report = scan(`rootfs:${root}`, database);

    const how: Evaluation = { records, ecosystem, isSystem: true, oracle: dpkg };
    const score = scoreOf(expectedHits(planted, how), foundHits(report, records, true));
    console.log(sayScore(ecosystem, planted.length, score));
    expect(gapsOf(report)).toEqual([]);
    expect(report.inventory.components).toHaveLength(planted.length);
    expect(score).toMatchObject({ wrong: [], missed: [] });
    expect(score.expected).toBeGreaterThan(planted.length / 2);
    expect(affectedFixes(report, planted, how)).toEqual([]);
  },
);

/** A source package as one of its binaries: of the same version, rebuilt without changes, or of a version of its own. */
function binaryOf(source: Planted, at: number): Planted {
  const { name, version } = source;
  if (at % 4 === 0) return { name, version, source };
  if (at % 4 === 1) return { name: `lib${name}-planted`, version, source };
  if (at % 4 === 2) return { name: `lib${name}-planted`, version: `${version}+b1`, source };
  return { name: `lib${name}-planted`, version: '9:9.9-9', source };
}

describe.skipIf(!can || !rpm.isInstalled() || !hasPrograms('rpmbuild'))('AlmaLinux', () => {
  test.for(['8', '9', '10'])('%s: findings are those of rpm', (version) => {
    const records = almaLinux;
    const ecosystem = `AlmaLinux:${version}`;
    const modular = modularPackages(records, ecosystem, 60);
    const taken = new Set(modular.map(({ name }) => name));
    // Kernel headers are left out by default: the faults are those of a kernel that a container does not bring.
    const plain = choosePackages({
      records,
      ecosystem,
      seed: Number(version),
      count: 300,
      accepts: (one) => isRpmVersion(one) && !one.includes('.module'),
      near: (one) => [...neighbours(one), one.replace(/^\d+:/, '')],
    }).filter(({ name }) => !taken.has(name) && name !== 'kernel-headers');
    const planted = [...plain, ...modular];
    const home = join(directory, `alma-${version}`);
    mkdirSync(home);
    installRpms(home, 'planted', planted);
    const packages = readFileSync(join(home, 'db', 'rpmdb.sqlite'));
    const root = join(home, 'root');
    writeTree(root, [
      releaseFile('almalinux', `${version}.1`),
      ['var/lib/rpm/rpmdb.sqlite', packages],
    ]);

    const report = scan(`rootfs:${root}`, database);

    const how: Evaluation = { records, ecosystem, isSystem: true, oracle: rpm, concerns };
    const score = scoreOf(expectedHits(planted, how), foundHits(report, records, true));
    console.log(sayScore(ecosystem, planted.length, score));
    expect(gapsOf(report)).toEqual([]);
    expect(headersOf(join(home, 'db', 'rpmdb.sqlite'))).toHaveLength(planted.length);
    expect(score).toMatchObject({ wrong: [], missed: [] });
    expect(score.expected).toBeGreaterThan(planted.length / 2);
    expect(affectedFixes(report, planted, how)).toEqual([]);
  });
});

function isRpmVersion(version: string): boolean {
  return /^(?:\d+:)?[\w.+~^]+-[\w.+~^]+$/.test(version);
}

/** Packages of modules with versions that errata of their stream, or of another, name. */
function modularPackages(
  records: readonly OsvRecord[],
  ecosystem: string,
  count: number,
): readonly PlantedRpm[] {
  const random = seeded(7);
  const modular = records.flatMap((record) =>
    record.affected.flatMap((entry): readonly PlantedRpm[] => {
      const [module, version] = [streamsOf(record)[0], fixOf(entry)];
      if (entry.package.ecosystem !== ecosystem || module === undefined) return [];
      if (!version.includes('.module') || !isRpmVersion(version)) return [];
      const label = `${module}:8050020220101:abcd`;
      return [{ name: entry.package.name, version, module, label }];
    }),
  );
  const byName = new Map(shuffle(modular, random).map((one) => [one.name, one]));
  return shuffle([...byName.values()], random).slice(0, count);
}

/** `name:stream`, as summaries of errata write the modules they are about: `Important: nodejs:18 security update`. */
function streamsOf({ summary = '' }: OsvRecord): readonly string[] {
  const words = summary.replace(/^\w+: /, '').split(/[ ,;/]+/);
  return words.filter((word) => /^[a-z][\w+-]*:[\w.]+$/i.test(word));
}

/** Security errata only; builds of modules concern packages of the same stream, other builds packages of no module. */
function concerns({ module }: Planted, record: OsvRecord, entry: OsvAffected): boolean | undefined {
  const isSecurity = record.id.startsWith('ALSA-') || (record.related ?? []).length > 0;
  if (!isSecurity) return false;
  const isModular = fixOf(entry).includes('.module');
  if (!isModular || module === undefined) return isModular === (module !== undefined);
  const streams = streamsOf(record);
  return streams.length === 0 ? undefined : streams.includes(module);
}

/** The only fix that an entry of AlmaLinux names. */
function fixOf({ ranges }: OsvAffected): string {
  return ranges?.[0]?.events.find((event) => event.fixed !== undefined)?.fixed ?? '';
}
