import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Component } from '#model/component.ts';
import { programAnalyzer } from '../binary/program-analyzer.ts';
import { componentsOf, observe, testFile } from '../binary/testing/file.ts';
import { buildElf, buildMachO, buildPe, goInline } from '../binary/testing/programs.ts';
import { createSoftwareAnalyzers } from './analyzers.ts';

const data = join(import.meta.dirname, '..', '..', '..', 'data');
const [programs, texts] = createSoftwareAnalyzers(data);

function inProgram(path: string, content: Buffer): readonly Component[] {
  return componentsOf(observe(programs, testFile(path, content)).observations);
}

function elf(text: string): Buffer {
  return buildElf({ '.rodata': Buffer.from(text, 'latin1') });
}

const bash = '\0@(#)Bash version 5.2.15(1) release GNU\0';

test('a product is an installed generic component with the CPE names of its version', () => {
  expect(inProgram('/opt/bin/bash', elf(bash))).toEqual([
    {
      id: 'pkg:generic/bash@5.2.15#/opt/bin/bash',
      purl: 'pkg:generic/bash@5.2.15',
      name: 'bash',
      version: '5.2.15',
      ecosystem: 'generic',
      presence: 'installed',
      locations: [{ path: '/opt/bin/bash' }],
      cpes: ['cpe:2.3:a:gnu:bash:5.2.15:*:*:*:*:*:*:*'],
      technique: 'binary-analysis',
      confidence: 0.9,
    },
  ]);
});

test('a name alone is never enough, and content under another name is not looked at', () => {
  expect(inProgram('/opt/bin/bash', elf('\0nothing of the kind\0'))).toEqual([]);
  expect(inProgram('/opt/bin/other', elf(bash))).toEqual([]);
});

test.for([
  ['PE', '/app/bash.exe', buildPe({ '.rdata': Buffer.from(bash) })],
  ['Mach-O', '/usr/local/bin/bash', buildMachO({ __cstring: Buffer.from(bash) })],
] as const)('programs in %s are recognised too', ([, path, content]) => {
  expect(inProgram(path, content).map(({ purl }) => purl)).toEqual(['pkg:generic/bash@5.2.15']);
});

test.for([-40, -20, -1, 0, 30])('a version %s bytes beside a window edge is found', (shift) => {
  const content = elf(`${'.'.repeat(2 ** 20)}${bash}${'.'.repeat(100)}`);
  const at = content.indexOf('@(#)Bash');
  const moved = Buffer.concat([
    content.subarray(0, 256),
    content.subarray(256 + at - 2 ** 20 - shift),
  ]);

  expect(moved.indexOf('@(#)Bash')).toBe(2 ** 20 + shift);
  expect(inProgram('/bin/bash', moved).map(({ version }) => version)).toEqual(['5.2.15']);
});

const forks: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'AWS-LC is not OpenSSL',
    '/usr/bin/openssl',
    '\0OpenSSL 1.1.1 (compatible; AWS-LC 1.69.0)\0',
    ['pkg:generic/aws-lc@1.69.0'],
  ],
  [
    'BoringSSL is not OpenSSL',
    '/lib/libcrypto.so',
    '\0OpenSSL 1.1.1 (compatible; BoringSSL)\0',
    [],
  ],
  [
    'MariaDB is not MySQL',
    '/usr/bin/mysql',
    '\x0010.11.19-MariaDB\x005.5.5\0mysql_real_escape_string\0',
    ['pkg:generic/mariadb@10.11.19'],
  ],
  [
    'Percona Server is not MySQL',
    '/usr/sbin/mysqld',
    '\0/build/percona-server-8.0.34-26/x/mysql-8.0.34/\0',
    ['pkg:generic/percona-server@8.0.34-26'],
  ],
  [
    'Valkey is not Redis, under the name of Redis too',
    '/usr/bin/redis-server',
    '\0Valkey version=%s\0Redis compatible\x007.2.5\0c11-builtin\0',
    ['pkg:generic/valkey@7.2.5'],
  ],
  [
    'OpenResty is not nginx',
    '/usr/local/openresty/nginx/sbin/nginx',
    '\0nginx version: openresty/1.21.4.1\n\0',
    ['pkg:generic/openresty@1.21.4.1'],
  ],
];

test.for(forks)('%s', ([, path, content, purls]) => {
  expect(inProgram(path, elf(content)).map(({ purl }) => purl)).toEqual(purls);
});

test('what a fork was made from is named by its CPE', () => {
  const [openresty] = inProgram('/sbin/nginx', elf('\0nginx version: openresty/1.21.4.1\n\0'));

  expect(openresty?.cpes).toContain('cpe:2.3:a:f5:nginx:1.21.4:*:*:*:*:*:*:*');
});

test.for([
  ['/sbin/sshd', '\0OpenSSH_9.2p1\0', 'cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*'],
  ['/sbin/proftpd', '\0ProFTPD Version 1.3.8\0', 'cpe:2.3:a:proftpd:proftpd:1.3.8:*:*:*:*:*:*:*'],
  [
    '/bin/python3.11',
    '\0Py_GetVersion\0pymalloc_debug\x003.11.2+\0',
    'cpe:2.3:a:python:python:3.11.2\\+:*:*:*:*:*:*:*',
  ],
] as const)('%s has a CPE name with its parts in place', ([path, content, cpe]) => {
  expect(inProgram(path, elf(content))[0]?.cpes).toEqual([cpe]);
});

const grafana =
  'path\tgithub.com/grafana/grafana/pkg/cmd/grafana\nmod\tgithub.com/grafana/grafana\t(devel)\t\n';

function goProgram(modules: string, rodata = ''): Buffer {
  return buildElf({
    '.rodata': Buffer.from(`\0\0${rodata}`, 'latin1'),
    '.go.buildinfo': goInline('go1.22.1', modules),
  });
}

test('a Go product contains its main module, which stays a component of its own', () => {
  const program = goProgram(`${grafana}build\t-ldflags="-w -X main.version=10.4.1"\n`);
  const file = testFile('/usr/bin/grafana', program);

  const { observations } = observe(programs, file);

  const main = componentsOf(observe(programAnalyzer, file).observations)[0];
  expect(componentsOf(observations)).toMatchObject([{ version: '10.4.1', confidence: 0.9 }]);
  expect(observations[1]).toMatchObject({
    type: 'relation',
    relation: {
      from: 'pkg:generic/grafana@10.4.1#/usr/bin/grafana',
      to: main?.id,
      kind: 'contains',
    },
  });
});

test.for([
  [
    'a stamped text is the version when flags are not recorded',
    '\0go1.22.1\0\0v10.4.1\0',
    ['10.4.1'],
  ],
  ['a packager stamps the same version twice', '\x0010.4.1-2\0\x0010.4.1\0', ['10.4.1']],
  ['several stamped texts give none', '\x0010.4.1\0\x003.40.1\0', []],
  ['a text that goes on is no stamped one', '\x0010.4.1 or later\0', []],
] as const)('Go: %s', ([, rodata, versions]) => {
  const found = inProgram('/usr/bin/grafana', goProgram(grafana, rodata));

  expect(found.map(({ version }) => version)).toEqual(versions);
  expect(found.every(({ confidence }) => confidence === 0.8)).toBe(true);
});

test.for([
  ['10.4.1+dfsg1', '10.4.1'],
  ['10.4.1-eks-508b6b3', '10.4.1'],
  ['10.5.0-rc.1', '10.5.0-rc.1'],
] as const)('the CPE name of %s has the version of the project, %s', ([stamped, own]) => {
  const modules = `${grafana}build\t-ldflags="-X main.version=${stamped}"\n`;

  expect(inProgram('/usr/bin/grafana', goProgram(modules))).toMatchObject([
    { version: stamped, cpes: [`cpe:2.3:a:grafana:grafana:${own}:*:*:*:*:*:*:*`] },
  ]);
});

test('a version made up from a commit is none', () => {
  const modules = grafana.replace('(devel)', 'v0.0.0-20240101000000-abcdefabcdef');

  expect(inProgram('/usr/bin/grafana', goProgram(modules))).toEqual([]);
});

test('scripts and version files go to the other analyzer', () => {
  const file = testFile('/srv/wp-includes/version.php', "<?php\n$wp_version = '6.4.3';\n");

  expect(observe(programs, file).observations).toEqual([]);
  expect(componentsOf(observe(texts, file).observations).map(({ purl }) => purl)).toEqual([
    'pkg:generic/wordpress@6.4.3',
  ]);
});

test('the catalogue is not read before the first program, and its absence is an error of the host', () => {
  const [first] = createSoftwareAnalyzers('/nonexistent');

  expect(() => observe(first, testFile('/bin/bash', elf(bash)))).toThrow(
    expect.objectContaining({ code: 'host.io' }),
  );
});
