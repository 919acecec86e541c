import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { binaryAnalyzers } from '../../src/analyze/binary/analyzers.ts';
import { componentsOf, gapsOf, observe, testFile } from '../../src/analyze/binary/testing/file.ts';

/** What a program prints; `undefined` when this machine does not have it. */
function outputOf(command: string, args: readonly string[], cwd?: string): string | undefined {
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd });
  return error === undefined ? stdout + stderr : undefined;
}

const programs = binaryAnalyzers.find(({ id }) => id === 'binary/program') ?? expect.fail();
const archives = binaryAnalyzers.find(({ id }) => id === 'java/archive') ?? expect.fail();

const docker = outputOf('which', ['docker'])?.trim() ?? '';

test.skipIf(docker === '')('a Go program tells the toolchain that it prints itself', () => {
  const printed = outputOf(docker, ['version', '--format', '{{.Client.GoVersion}}']) ?? '';

  const { observations, error } = observe(programs, testFile(docker, readFileSync(docker)));

  expect(error).toBeUndefined();
  expect(componentsOf(observations).map(({ purl }) => purl)).toContain(
    `pkg:golang/stdlib@${/^go(\S+)/m.exec(printed)?.[1]}`,
  );
});

const jar = outputOf('which', ['jar'])?.trim() ?? '';

test.skipIf(jar === '').for([
  ['deflated', 'cf'],
  ['stored', 'cf0'],
] as const)('archives that the JDK makes are read (%s)', ([, mode]) => {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-jar-'));
  try {
    const properties = 'groupId=com.example\nartifactId=shop\nversion=1.0\n';
    writeFileSync(join(directory, 'pom.properties'), properties);
    outputOf(jar, [mode, 'shop-1.0.jar', 'pom.properties'], directory);
    outputOf(jar, [mode, 'all.war', 'shop-1.0.jar'], directory);
    const war = readFileSync(join(directory, 'all.war'));

    const { observations } = observe(archives, testFile('/srv/all.war', war));

    expect(gapsOf(observations)).toEqual([]);
    expect(componentsOf(observations)).toMatchObject([
      { name: 'com.example:shop', locations: [{ path: '/srv/all.war!/shop-1.0.jar' }] },
    ]);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
