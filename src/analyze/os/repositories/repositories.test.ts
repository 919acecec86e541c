import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFileAt } from '../testing/read.ts';

/** A history as dnf writes it, by SQLite itself. */
function historyOf(...names: readonly string[]): Buffer {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-dnf-'));
  try {
    const path = join(directory, 'history.sqlite');
    const database = new DatabaseSync(path);
    database.exec(
      'CREATE TABLE trans (id INTEGER PRIMARY KEY); CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL)',
    );
    const insert = database.prepare('INSERT INTO repo (repoid) VALUES (?)');
    for (const name of names) insert.run(name);
    database.close();
    return readFileSync(path);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function namesIn(path: string, content: string | Uint8Array): readonly string[] | undefined {
  const { observations } = readFileAt(path, content);
  return observations.find((seen) => seen.type === 'repositories')?.names;
}

const history = historyOf('ubi-9-baseos-rpms', 'ubi-9-appstream-rpms', '@System', '@commandline');
const sets = ['rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4', 'rhel-9-for-x86_64-appstream-rpms__9'];
const pro = {
  attached: true,
  services: [
    { name: 'esm-infra', status: 'enabled' },
    { name: 'esm-apps', status: 'disabled' },
  ],
};

test.for([
  [
    '/root/buildinfo/content_manifests/ubi9-container-9.4-1.json',
    JSON.stringify({ metadata: {}, content_sets: sets }),
    sets.toSorted(),
  ],
  [
    '/usr/share/buildinfo/content_manifests/x.json',
    JSON.stringify({ content_sets: sets, from_dnf_hint: true }),
    undefined,
  ],
  ['/var/lib/dnf/history.sqlite', history, ['ubi-9-appstream-rpms', 'ubi-9-baseos-rpms']],
  [
    '/usr/lib/sysimage/libdnf5/transaction_history.sqlite',
    history,
    ['ubi-9-appstream-rpms', 'ubi-9-baseos-rpms'],
  ],
  [
    '/usr/lib/sysimage/libdnf5/nevras.toml',
    'version = "1.0"\n[nevras]\n"bash-5.2-1.fc41.x86_64" = {from_repo="fedora"}\n"a-1-1.noarch" = {from_repo="@System"}\n',
    ['fedora'],
  ],
  ['/etc/dnf/vars/releasever', '9.4\n', ['releasever=9.4']],
  ['/etc/dnf/vars/releasever', '9\n', undefined],
  ['/var/lib/yum/yumdb/b/0123-bash-4.2-1-x86_64/from_repo', 'base', ['base']],
  ['/opt/from_repo', 'base', undefined],
  [
    '/etc/apk/repositories',
    '#x\nhttps://user:secret@mirror.example/alpine/v3.20/main\n@edge http://m.example/edge/main\n/media/cdrom\n',
    ['http://m.example/edge/main', 'https://mirror.example/alpine/v3.20/main'],
  ],
  ['/var/lib/ubuntu-advantage/status.json', JSON.stringify(pro), ['esm-infra']],
  ['/var/lib/ubuntu-advantage/status.json', JSON.stringify({ ...pro, attached: false }), undefined],
  [
    '/etc/apt/sources.list',
    '# deb http://no.example/ a b\ndeb [arch=amd64 trusted=yes] http://u:p@deb.example/debian bookworm main\ndeb-src http://deb.example/debian bookworm main\ndeb cdrom:[x]/ bookworm main\n',
    ['http://deb.example/debian bookworm'],
  ],
  [
    '/etc/apt/sources.list.d/ubuntu-esm-infra.list',
    'deb https://esm.ubuntu.com/infra/ubuntu focal-infra-security main\ndeb https://esm.ubuntu.com/apps/ubuntu focal-apps-security main\n',
    ['esm-apps', 'esm-infra'],
  ],
  [
    '/etc/apt/sources.list.d/debian.sources',
    'Types: deb\nURIs: http://deb.example/debian\nSuites: trixie trixie-updates\nComponents: main\n\nTypes: deb\nEnabled: no\nURIs: http://off.example/\nSuites: x\n',
    ['http://deb.example/debian trixie', 'http://deb.example/debian trixie-updates'],
  ],
] as const)('repositories in %s', ([path, content, names]) => {
  expect(namesIn(path, content)).toEqual(names);
});

test('what cannot be read is an error, not a silence', () => {
  const manifest = '/root/buildinfo/content_manifests/x.json';

  for (const text of ['{', '[]'])
    expect(readFileAt(manifest, text).errors).toMatchObject([{ code: 'input.malformed' }]);
});

test('any content is read or refused', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.constantFrom('deb [ a', 'from_repo = "', `from_repo${' '.repeat(9999)}=`),
  );
  const paths = fc.constantFrom(
    '/root/buildinfo/content_manifests/x.json',
    '/usr/lib/sysimage/libdnf5/nevras.toml',
    '/etc/apt/sources.list',
    '/etc/apt/sources.list.d/x.sources',
    '/var/lib/ubuntu-advantage/status.json',
    '/etc/apk/repositories',
  );
  fc.assert(
    fc.property(paths, texts, (path, text) => {
      for (const { code } of readFileAt(path, text).errors)
        expect(code).toMatch(/^(input|limit)\./);
    }),
  );
  fc.assert(
    fc.property(fc.nat(history.length - 1), fc.nat(255), (at, byte) => {
      const damaged = Buffer.from(history);
      damaged[at] = byte;
      const { errors } = readFileAt('/var/lib/dnf/history.sqlite', damaged);
      for (const { code } of errors) expect(code).toMatch(/^(input|limit)\./);
    }),
  );
});
