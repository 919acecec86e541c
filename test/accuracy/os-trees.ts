import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { run } from '../daemons.ts';
import type { Planted } from './evaluate.ts';
import type { TreeFile } from './trees.ts';

/** The release file of a distribution (os-release(5)). */
export function releaseFile(id: string, version: string): TreeFile {
  return ['etc/os-release', `ID=${id}\nVERSION_ID="${version}"\nPRETTY_NAME="${id} ${version}"\n`];
}

/** dpkg's status file; a source is written as dpkg writes it: only where it differs, its version only where that differs. */
export function dpkgStatus(planted: readonly Planted[]): TreeFile {
  const stanzas = planted.map(({ name, version, source }) => {
    const other = source !== undefined && source.version !== version ? ` (${source.version})` : '';
    const isOther = source !== undefined && (source.name !== name || other !== '');
    const line = isOther ? `Source: ${source.name}${other}\n` : '';
    return `Package: ${name}\nStatus: install ok installed\n${line}Architecture: amd64\nVersion: ${version}\nMaintainer: Debian <d@example.test>\nDescription: planted\n`;
  });
  return ['var/lib/dpkg/status', `${stanzas.join('\n')}\n`];
}

/** apk's database; `source` is the origin, whose version is the package's own. */
export function apkInstalled(planted: readonly Planted[]): TreeFile {
  const records = planted.map(
    ({ name, version, source }) =>
      `C:Q1eVpkasfqZAukAXFYbgwt4xAMZWU=\nP:${name}\nV:${version}\nA:x86_64\nS:1\nI:1\nT:planted\nU:https://example.test\nL:MIT\no:${source?.name ?? name}\n`,
  );
  return ['lib/apk/db/installed', `${records.join('\n')}\n`];
}

/** An rpm package: `version` is `[epoch:]version-release`, `label` the module's `name:stream:version:context`. */
export interface PlantedRpm extends Planted {
  readonly label?: string;
}

/**
 * Builds the packages with rpmbuild, as parts of one source package, and installs them into the database below
 * `directory`.
 */
export function installRpms(directory: string, base: string, planted: readonly PlantedRpm[]): void {
  const home = join(directory, `build-${base}`);
  const database = join(directory, 'db');
  mkdirSync(database, { recursive: true });
  mkdirSync(home);
  writeFileSync(join(home, 'planted.spec'), specOf(base, planted));
  run('rpmbuild', '-bb', '--quiet', '--define', `_topdir ${home}`, join(home, 'planted.spec'));
  const built = readdirSync(join(home, 'RPMS', 'x86_64')).map((name) =>
    join(home, 'RPMS', 'x86_64', name),
  );
  const place = ['--dbpath', database];
  run('rpm', '-i', '--justdb', '--nodeps', '--ignorearch', '--force', ...place, ...built);
}

/** Whether Perl is here with its binding to libdb. */
export function canWriteBerkeley(): boolean {
  return spawnSync('perl', ['-MDB_File', '-e', '1'], { stdio: 'ignore' }).status === 0;
}

/** The packages of `rpmdb.sqlite` as rpm stored them: the same blobs stand in databases of other formats. */
export function headersOf(sqlite: string): readonly Uint8Array[] {
  using source = new DatabaseSync(sqlite, { readOnly: true });
  const rows = source.prepare('SELECT blob FROM Packages ORDER BY hnum').all();
  return rows.flatMap(({ blob }) => (blob instanceof Uint8Array ? [blob] : []));
}

/** A database as EL 8 has it (Berkeley DB, hash), which rpm itself no longer writes. */
export function berkeleyDatabase(headers: readonly Uint8Array[], path: string): Buffer {
  const files = headers.map((header, at) => {
    writeFileSync(`${path}.${at}`, header);
    return `${path}.${at}`;
  });
  run('perl', '-e', storeWithPerl, path, ...files);
  return readFileSync(path);
}

const storeWithPerl = `use DB_File; use Fcntl; my ($out, @blobs) = @ARGV;
my $info = DB_File::HASHINFO->new; $info->{bsize} = 4096;
tie my %h, 'DB_File', $out, O_RDWR|O_CREAT, 0644, $info or die; my $n = 0;
for my $f (@blobs) { $n++; open my $in, '<:raw', $f; local $/; $h{pack('V', $n)} = <$in>; }
$h{pack('V', 0)} = pack('V', $n);`;

function specOf(base: string, planted: readonly PlantedRpm[]): string {
  const parts = planted.map(({ name, version, label }) => {
    const { epoch, upstream, release } = splitEvr(version);
    const first = epoch === '' ? '' : `Epoch: ${epoch}\n`;
    const module = label === undefined ? '' : `ModularityLabel: ${label}\n`;
    return `%package -n ${name}\n${first}Version: ${upstream}\nRelease: ${release}\nSummary: planted\n${module}%description -n ${name}\nplanted\n%files -n ${name}\n`;
  });
  const head = `%define _build_id_links none\nName: ${base}-source\nVersion: 1\nRelease: 1\nSummary: planted\nLicense: MIT\nBuildArch: x86_64\n%description\nplanted\n`;
  return head + parts.join('\n');
}

function splitEvr(version: string) {
  const match = /^(?:(\d+):)?([^-]+)-([^-]+)$/.exec(version);
  if (match === null) throw new Error(`${version} is no version of an rpm package`);
  return { epoch: match[1] ?? '', upstream: match[2] ?? '', release: match[3] ?? '' };
}
