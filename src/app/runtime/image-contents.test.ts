import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { sha256Hex } from '#kit/hash.ts';
import { LiveImageContents } from './image-contents.ts';
import { readImagePrograms } from './image-packages.ts';
import { ScannedImages } from './scanned-images.ts';

const status = `Package: openssl
Status: install ok installed
Architecture: amd64
Version: 3.0.2-0ubuntu1

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1
`;

const base = {
  '/etc/os-release': 'ID=debian\nVERSION_ID="12"\n',
  '/var/lib/dpkg/status': status,
  '/var/lib/dpkg/info/openssl.list':
    '/.\n/usr\n/usr/bin\n/usr/bin/openssl\n/usr/share/doc/openssl/x\n',
  '/usr/bin/openssl': 'the program',
  '/usr/bin/own': 'not of a package',
};
const purl = 'pkg:deb/debian/openssl@3.0.2-0ubuntu1?arch=amd64&distro=debian-12';

test.for([
  ['/usr/bin/openssl', false, { purl }],
  ['/usr/bin/openssl', true, { purl, sha256: sha256Hex('the program') }],
  ['/usr/bin/own', false, {}],
  ['/usr/bin/none', false, undefined],
  ['/../../etc/passwd', false, undefined],
] as const)(
  'the package of %s comes from the layers of the image (copy: %s)',
  async ([path, isCopy, known]) => {
    const { contents } = containerOf([base]);

    expect(await contents.fileOf({ container, pid: 7, path, isCopy })).toEqual(known);
  },
);

test('a package that a later layer brought or removed is judged by the latest database', async () => {
  const later = {
    '/var/lib/dpkg/status': status.replace('Version: 3.0.2', 'Version: 3.0.9'),
    '/usr/bin/openssl': 'another program',
  };
  const { contents } = containerOf([base, later]);

  const file = await contents.fileOf({
    container,
    pid: 7,
    path: '/usr/bin/openssl',
    isCopy: true,
  });

  expect(file).toEqual({
    purl: purl.replace('3.0.2', '3.0.9'),
    sha256: sha256Hex('another program'),
  });
});

test('Alpine lists its files in one database', async () => {
  const installed = 'P:busybox\nV:1.36.1-r2\nA:x86_64\nF:bin\nR:busybox\n\n';
  const { contents } = containerOf([
    {
      '/etc/os-release': 'ID=alpine\nVERSION_ID=3.20.1\n',
      '/lib/apk/db/installed': installed,
      '/bin/busybox': '#!',
    },
  ]);

  const file = await contents.fileOf({ container, pid: 7, path: '/bin/busybox', isCopy: false });

  expect(file?.purl).toMatch(
    /^pkg:apk\/alpine\/busybox@1\.36\.1-r2\?arch=x86_64&distro=alpine-3\.20/,
  );
});

test('what the container wrote is not believed: only layers of the image are read', async () => {
  const { contents, upper } = containerOf([base]);
  write(upper, {
    '/var/lib/dpkg/status': status.replaceAll('openssl', 'evil'),
    '/var/lib/dpkg/info/evil.list': '/usr/bin/own\n',
  });

  const own = await contents.fileOf({ container, pid: 7, path: '/usr/bin/own', isCopy: true });

  expect(own).toEqual({ sha256: sha256Hex('not of a package') });
});

test('packages tell their programs and who needs them', async () => {
  const needing = `${status}\nPackage: web\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\nDepends: openssl\n\n`;
  const { layers } = containerOf([
    base,
    { '/var/lib/dpkg/status': needing, '/var/lib/dpkg/info/web.list': '/bin/web\n' },
  ]);

  const programs = await readImagePrograms(layers, scope());

  expect(programs).toMatchObject([
    { name: 'openssl', purl, executables: ['/usr/bin/openssl'], neededBy: ['web'] },
    { name: 'web', executables: ['/bin/web', '/usr/bin/web'], neededBy: [] },
  ]);
});

const container = { id: 'c1', shortId: 'c1', engine: 'docker', rootPid: 7 } as const;

type Files = Readonly<Record<string, string>>;

/** A container on layers, lowest first. */
function containerOf(layers: readonly Files[]) {
  const directory = mkdtempSync(join(tmpdir(), 'image-contents-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const roots = layers.map((files, at) => write(join(directory, `layer${at}`), files));
  const upper = write(join(directory, 'upper'), {});
  const proc = join(directory, 'proc');
  const options = `lowerdir=${roots.toReversed().join(':')},upperdir=${upper},workdir=/w`;
  write(proc, { '/7/mountinfo': `21 20 0:5 / / rw - overlay overlay rw,${options}\n` });
  const scanned = new ScannedImages(join(directory, 'reports'), scope());
  const contents = new LiveImageContents(proc, scanned, scope());
  return { contents, upper, layers: roots.toReversed() };
}

function write(root: string, files: Files): string {
  mkdirSync(root, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function scope(): Scope {
  function silent(): void {}
  return {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: tmpdir(),
  };
}
