import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentOfSystem } from '#model/os.ts';
import { preferSystem } from '../system.ts';
import { readFileAt } from '../testing/read.ts';

/** The system that an artifact with these files is said to be. */
function systemOf(files: Readonly<Record<string, string>>) {
  const observations = Object.entries(files).flatMap(([path, text]) =>
    readFileAt(path, text).observations.filter((seen) => seen.type === 'os'),
  );
  return preferSystem(observations);
}

const debian12 = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
`;

test('os-release gives id, version, code name and title', () => {
  expect(systemOf({ '/usr/lib/os-release': debian12 })).toEqual({
    id: 'debian',
    like: [],
    version: '12',
    codename: 'bookworm',
    title: 'Debian GNU/Linux 12 (bookworm)',
    path: '/usr/lib/os-release',
  });
});

test.for([
  ['ID=plain', 'plain'],
  ["ID='single'", 'single'],
  ['ID="double"', 'double'],
  ['  ID=indented  ', 'indented'],
  ['ID=glued"-to"\'-gether\'', 'glued-to-gether'],
  ['#ID=comment\nID=after', 'after'],
  ['ID=first\nID=last', 'last'],
  ['ID=crlf\r', 'crlf'],
  ['ID="open', 'open'],
  ['ID=UPPER', 'upper'],
] as const)('quoting as in os-release(5): %j', ([text, id]) => {
  expect(systemOf({ '/etc/os-release': text })?.id).toBe(id);
});

test('escapes count in double quotes only', () => {
  const text = 'ID=x\nPRETTY_NAME="a \\"b\\" \\$c \\\\ \\`d\\` \\e"\n';

  expect(systemOf({ '/etc/os-release': text })?.title).toBe('a "b" $c \\ `d` \\e');
});

test.for([
  ['CentOS Linux release 7.9.2009 (Core)', 'centos', '7.9.2009', 'centos-7'],
  ['CentOS release 6.10 (Final)', 'centos', '6.10', 'centos-6'],
  ['Red Hat Enterprise Linux Server release 6.10 (Santiago)', 'rhel', '6.10', 'rhel-6'],
  ['Rocky Linux release 8.9 (Green Obsidian)', 'rocky', '8.9', 'rocky-8'],
  ['AlmaLinux release 9.3 (Shamrock Pampas Cat)', 'almalinux', '9.3', 'almalinux-9'],
  ['Fedora release 39 (Thirty Nine)', 'fedora', '39', 'fedora-39'],
  ['Amazon Linux AMI release 2018.03', 'amzn', '2018.03', 'amazon-1'],
  ['Amazon Linux release 2 (Karoo)', 'amzn', '2', 'amazon-2'],
  ['Oracle Linux Server release 7.9', 'ol', '7.9', 'oracle-7'],
] as const)('redhat-release: %s', ([text, id, version, segment]) => {
  const os = systemOf({ '/etc/redhat-release': `${text}\n` });

  expect(os).toMatchObject({ id, version, title: text });
  expect(os && segmentOfSystem(os)).toBe(segment);
});

test.for([
  [
    '/etc/SuSE-release',
    'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\nPATCHLEVEL = 4\n',
    'sles',
    '11.4',
  ],
  ['/etc/alpine-release', '3.20.3\n', 'alpine', '3.20.3'],
  ['/etc/debian_version', '7.11\n', 'debian', '7'],
  ['/etc/debian_version', 'trixie/sid\n', 'debian', ''],
  ['/etc/arch-release', '', 'arch', ''],
  [
    '/etc/lsb-release',
    'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=14.04\nDISTRIB_CODENAME=trusty\n',
    'ubuntu',
    '14.04',
  ],
  ['/etc/photon-release', 'VMware Photon Linux 1.0\nPHOTON_BUILD_NUMBER=1\n', 'photon', '1.0'],
] as const)('%s alone names the system', ([path, text, id, version]) => {
  expect(systemOf({ [path]: text })).toMatchObject({ id, version, path });
});

test("a vendor's own file beats the one it keeps for compatibility", () => {
  const files = {
    '/etc/redhat-release': 'Red Hat Enterprise Linux release 9.3 (Plow)\n',
    '/etc/oracle-release': 'Oracle Linux Server release 9.3\n',
  };

  expect(systemOf(files)?.id).toBe('ol');
});

test('os-release in /etc beats all others', () => {
  const files = {
    '/etc/debian_version': '12.5\n',
    '/usr/lib/os-release': 'ID=wrong\n',
    '/etc/os-release': debian12,
  };

  expect(systemOf(files)).toMatchObject({
    id: 'debian',
    version: '12',
    title: 'Debian GNU/Linux 12.5 (bookworm)',
  });
});

test('Debian testing has a code name and no version', () => {
  const text = 'PRETTY_NAME="Debian GNU/Linux trixie/sid"\nNAME="Debian GNU/Linux"\nID=debian\n';

  expect(
    systemOf({ '/etc/os-release': text, '/etc/debian_version': 'trixie/sid\n' }),
  ).toMatchObject({ version: '', codename: 'trixie', title: 'Debian GNU/Linux trixie/sid' });
});

test("debian_version in Ubuntu is Debian's and changes nothing", () => {
  const text = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nNAME="Ubuntu"\n';

  expect(systemOf({ '/etc/os-release': text, '/etc/debian_version': 'bookworm/sid' })).toEqual({
    id: 'ubuntu',
    like: ['debian'],
    version: '22.04',
    title: 'Ubuntu 22.04',
    path: '/etc/os-release',
  });
});

test.for([
  ['the branch in use agrees', 'https://dl-cdn.alpinelinux.org/alpine/v3.20/main', '3.20.3'],
  ['installed from edge', 'http://mirror.example/edge/main\n', 'edge'],
  [
    'installed from a later branch',
    'http://m.example/a/v3.20/main\nhttp://m.example/a/v3.21/main',
    '3.21',
  ],
  ['pinned repositories do not count', '@edge http://mirror.example/edge/main', '3.20.3'],
  ['other repositories do not count', 'http://mirror.example/edge/testing\n/media/cdrom', '3.20.3'],
] as const)('Alpine: %s', ([, repositories, version]) => {
  const files = {
    '/etc/os-release': 'ID=alpine\nVERSION_ID=3.20.3\n',
    '/etc/apk/repositories': repositories,
  };

  expect(systemOf(files)?.version).toBe(version);
});

test('alpine-release completes a version', () => {
  const files = {
    '/etc/os-release': 'ID=alpine\nVERSION_ID=3.20\n',
    '/etc/alpine-release': '3.20.3',
  };

  expect(systemOf(files)?.version).toBe('3.20.3');
});

test('Alpine edge stays edge', () => {
  const os = systemOf({
    '/etc/os-release': 'ID=alpine\nVERSION_ID=3.21_alpha20240807\n',
    '/etc/apk/repositories': 'https://dl-cdn.alpinelinux.org/alpine/edge/main\n',
  });

  expect(os?.version).toBe('3.21_alpha20240807');
});

test('an empty os-release names nothing, one without assignments is malformed', () => {
  expect(systemOf({ '/etc/os-release': '\n' })).toBeUndefined();
  expect(readFileAt('/etc/os-release', 'hello').errors).toMatchObject([
    { code: 'input.malformed' },
  ]);
});

test('without an ID the system is "linux" (os-release(5)), unless another file knows', () => {
  expect(systemOf({ '/etc/os-release': 'NAME=Tiny\n' })).toMatchObject({
    id: 'linux',
    title: 'Tiny',
  });
  expect(systemOf({ '/etc/os-release': 'NAME=T\n', '/etc/alpine-release': '3.9.1' })?.id).toBe(
    'alpine',
  );
});

test('any text is read or refused', () => {
  const paths = fc.constantFrom(
    '/etc/os-release',
    '/etc/redhat-release',
    '/etc/SuSE-release',
    '/etc/lsb-release',
    '/etc/debian_version',
    '/etc/apk/repositories',
  );
  const quoted = fc.array(fc.constantFrom('ID=', '"', "'", '\\', ' ', 'a', '\n', '$'));
  const text = fc.oneof(
    fc.string(),
    quoted.map((parts) => parts.join('')),
  );

  fc.assert(
    fc.property(paths, text, (path, content) => {
      expect(readFileAt(path, content).observations.length).toBeLessThanOrEqual(1);
    }),
  );
});
