import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getPackages, getPackagesNdb, getPackagesSqlite } from '@snyk/rpm-parser';
import { afterAll, describe, expect, test } from 'vitest';
import { componentsOf } from '#analyze/binary/testing/file.ts';
import { readFileAt } from '#analyze/os/testing/read.ts';
import { ndbDatabase, sqliteDatabase } from '#analyze/os/testing/rpm.ts';
import { tinyBlobs } from '#analyze/os/testing/rpm-packages.ts';

/** The readers of package databases against the tools that own the databases. */

const directory = mkdtempSync(join(tmpdir(), 'caisson-os-'));
afterAll(() => rmSync(directory, { recursive: true }));

function has(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function linesOf(command: string, ...args: readonly string[]): readonly string[] {
  const out = execFileSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return out.split('\n').filter((line) => line !== '');
}

function ownedIn(path: string, content: Buffer, name: string): readonly string[] {
  return readFileAt(path, content).observations.flatMap((seen) =>
    seen.type === 'ownership' && seen.package === name ? seen.paths : [],
  );
}

const status = '/var/lib/dpkg/status';

describe.skipIf(!existsSync(status) || !has('dpkg-query', '--version'))('dpkg', () => {
  test('the packages are those of dpkg-query', () => {
    const format =
      '${db:Status-Status}|${Package}|${Version}|${Architecture}|${source:Package}|${source:Version}\n';
    const expected = linesOf('dpkg-query', '-W', '-f', format)
      .filter((line) => line.startsWith('installed|'))
      .map((line) => line.slice('installed|'.length));

    const { observations, errors } = readFileAt(status, readFileSync(status));
    const found = componentsOf(observations).map(({ name, version, architecture, source }) =>
      [name, version, architecture, source?.name, source?.version].join('|'),
    );

    expect(errors).toEqual([]);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  test.for(['dpkg', 'base-files', 'coreutils'])('the files of %s are those of its list', (name) => {
    const list = `/var/lib/dpkg/info/${name}.list`;
    const sums = readFileSync(`/var/lib/dpkg/info/${name}.md5sums`);
    const listed = ownedIn(list, readFileSync(list), name);

    expect(linesOf('dpkg', '-L', name)).toEqual(expect.arrayContaining([...listed]));
    expect(listed).toEqual(
      expect.arrayContaining([...ownedIn(`/var/lib/dpkg/status.d/${name}.md5sums`, sums, name)]),
    );
  });
});

describe.skipIf(!has('pacman', '--version'))('pacman', () => {
  test('packages and files are those that pacman says', () => {
    const database = join(directory, 'pacman');
    const folder = join(database, 'local', 'tiny-lib-1:2.3.r1-4');
    const desc =
      '%NAME%\ntiny-lib\n\n%VERSION%\n1:2.3.r1-4\n\n%BASE%\ntiny\n\n%DESC%\nTiny\n\n%ARCH%\nx86_64\n\n';
    const files = '%FILES%\nusr/\nusr/lib/\nusr/lib/libtiny.so\nusr/lib/a b\n\n';
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(database, 'local', 'ALPM_DB_VERSION'), '9\n');
    writeFileSync(join(folder, 'desc'), desc);
    writeFileSync(join(folder, 'files'), files);

    const at = '/var/lib/pacman/local/tiny-lib-1:2.3.r1-4';
    const found = componentsOf(readFileAt(`${at}/desc`, desc).observations);
    const owned = ownedIn(`${at}/files`, Buffer.from(files), 'tiny-lib');

    expect(linesOf('pacman', '-Q', '--dbpath', database)).toEqual(
      found.map(({ name, version }) => `${name} ${version}`),
    );
    const listed = linesOf('pacman', '-Qlq', '--root', '/', '--dbpath', database, 'tiny-lib');
    expect(listed.filter((path) => !path.endsWith('/')).toSorted()).toEqual(owned.toSorted());
  });
});

const spec = `%global __os_install_post %{nil}
Name: tiny-base
Epoch: 2
Version: 1.2.3
Release: 4.el9
Summary: Tiny
License: GPLv2+ and MIT
Vendor: Example Vendor
Provides: tiny-virtual = 1
%description
Tiny.
%package -n tiny-tool
Summary: Tool
Epoch: 0
License: MIT
Requires: tiny-virtual, /usr/share/tiny/data
BuildArch: noarch
%description -n tiny-tool
Tool.
%install
mkdir -p %{buildroot}/usr/share/tiny %{buildroot}/usr/bin
for n in $(seq 300); do echo $n > %{buildroot}/usr/share/tiny/data$n; done
echo a > %{buildroot}/usr/share/tiny/data
echo b > %{buildroot}/usr/bin/tiny-tool
%files
/usr/share/tiny
%files -n tiny-tool
/usr/bin/tiny-tool
`;

/** Builds the packages and puts them into a database; gives its directory. */
function installedRpms(): string {
  const home = join(directory, 'rpm');
  const database = join(home, 'db');
  mkdirSync(database, { recursive: true });
  writeFileSync(join(home, 'tiny.spec'), spec);
  linesOf('rpmbuild', '-bb', '--define', `_topdir ${home}`, join(home, 'tiny.spec'));
  const packages = linesOf('find', join(home, 'RPMS'), '-name', '*.rpm');
  linesOf('rpm', '-i', '--justdb', '--nodeps', '--ignorearch', '--dbpath', database, ...packages);
  return database;
}

/** name, epoch:version-release, architecture, source, licence as rpm says it. */
function queryRpm(database: string, ...options: readonly string[]): readonly string[] {
  const format = '%{NAME}|%{EPOCHNUM}:%{VERSION}-%{RELEASE}|%{ARCH}|%{SOURCERPM}\\n';
  const lines = linesOf('rpm', '-qa', '--dbpath', database, ...options, '--qf', format);
  return lines.filter((line) => !line.startsWith('gpg-pubkey')).toSorted();
}

function readRpm(path: string, content: Buffer): readonly string[] {
  return componentsOf(readFileAt(path, content).observations)
    .map(({ name, version, architecture, purl }) => {
      const epoch = version.includes(':') ? version : `0:${version}`;
      const upstream = /upstream=([^&]*)/.exec(purl)?.[1] ?? '(none)';
      return [name, epoch, architecture ?? '', upstream].join('|');
    })
    .toSorted();
}

describe.skipIf(!has('rpmbuild', '--version'))('rpm with SQLite', () => {
  test('packages and files are those that rpm says', () => {
    const database = installedRpms();
    const content = readFileSync(join(database, 'rpmdb.sqlite'));
    const path = '/var/lib/rpm/rpmdb.sqlite';

    expect(readRpm(path, content)).toEqual(queryRpm(database));
    expect(readRpm(path, content)).toHaveLength(2);
    expect(ownedIn(path, content, 'tiny-base').toSorted()).toEqual(
      linesOf('rpm', '-ql', '--dbpath', database, 'tiny-base').toSorted(),
    );
  });
});

/** Stores blobs as libdb does, with Perl's DB_File: page size and byte order, then the files. */
const storeWithPerl = `use DB_File; use Fcntl; my ($out, $page, $order, @blobs) = @ARGV;
my $info = DB_File::HASHINFO->new; $info->{bsize} = $page; $info->{lorder} = $order;
tie my %h, 'DB_File', $out, O_RDWR|O_CREAT, 0644, $info or die; my $n = 0;
for my $f (@blobs) { $n++; open my $in, '<:raw', $f; local $/; $h{pack('V', $n)} = <$in>; }
$h{pack('V', 0)} = pack('V', $n);`;

function berkeleyDatabase(page: number, order: number): string {
  const home = join(directory, `bdb-${page}-${order}`);
  mkdirSync(home);
  const files = tinyBlobs.map((blob, at) => {
    writeFileSync(join(home, `${at}.blob`), blob);
    return join(home, `${at}.blob`);
  });
  linesOf('perl', '-e', storeWithPerl, join(home, 'Packages'), `${page}`, `${order}`, ...files);
  return home;
}

describe.skipIf(!has('perl', '-MDB_File', '-e', '1'))('rpm with Berkeley DB', () => {
  test.for([
    [512, 4321],
    [4096, 1234],
    [4096, 4321],
    [32_768, 1234],
  ] as const)('pages of %i bytes in byte order %i', ([page, order]) => {
    const content = readFileSync(join(berkeleyDatabase(page, order), 'Packages'));

    expect(readRpm('/var/lib/rpm/Packages', content)).toHaveLength(4);
  });

  // The other reader knows neither big-endian files nor records that fit on a page.
  test('an independent reader agrees on small pages', async () => {
    const content = readFileSync(join(berkeleyDatabase(512, 1234), 'Packages'));
    const found = versionsOf(readRpm('/var/lib/rpm/Packages', content));

    expect(await otherReading(getPackages(content))).toEqual(found);
  });

  test.skipIf(!has('rpm', '--version'))('rpm itself reads the same', () => {
    const home = berkeleyDatabase(8192, 1234);
    const found = readRpm('/var/lib/rpm/Packages', readFileSync(join(home, 'Packages')));

    const names = queryRpm(home, '--define', '_db_backend bdb_ro').map(
      (line) => line.split('|')[0],
    );

    expect(names).toEqual(found.map((line) => line.split('|')[0]));
  });
});

describe('an independent reader of rpm databases agrees', () => {
  test('ndb', async () => {
    const content = ndbDatabase(tinyBlobs);

    const found = versionsOf(readRpm('/var/lib/rpm/Packages.db', content));
    expect(await otherReading(getPackagesNdb(content))).toEqual(found);
  });

  test('SQLite', async () => {
    const content = sqliteDatabase(tinyBlobs);

    const found = versionsOf(readRpm('/var/lib/rpm/rpmdb.sqlite', content));
    expect(await otherReading(getPackagesSqlite(content))).toEqual(found);
  });
});

/** name|epoch:version-release as the other reader says it. */
async function otherReading(reading: ReturnType<typeof getPackages>): Promise<readonly string[]> {
  const { response, error } = await reading;
  if (error !== undefined) throw error;
  return response
    .filter(({ name }) => name !== 'gpg-pubkey')
    .map(({ name, epoch, version, release }) => `${name}|${epoch ?? 0}:${version}-${release}`)
    .toSorted();
}

function versionsOf(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.split('|').slice(0, 2).join('|'));
}
