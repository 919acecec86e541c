import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findShellcheck, Shellcheck } from '#app/shellcheck.ts';
import { testScope } from '#secret/testing.ts';

const program = findShellcheck(process.env['PATH'] ?? '');
const root = mkdtempSync(join(tmpdir(), 'caisson-shellcheck-'));
const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Entry {
  readonly rule: string;
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly message: string;
  readonly accepted?: unknown;
}

function check(name: string, text: string, environment: NodeJS.ProcessEnv = {}, ...more: string[]) {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'Dockerfile'), text);
  const { stdout } = spawnSync(
    process.execPath,
    [main, 'check', 'Dockerfile', '--fail-on', 'none', '-o', 'json', '--skip', 'secrets', ...more],
    { cwd: directory, encoding: 'utf8', env: { ...process.env, ...environment } },
  );
  const report = JSON.parse(stdout) as {
    readonly files: Readonly<Record<string, readonly Entry[]>>;
    readonly gaps: object;
  };
  return { entries: report.files['Dockerfile'] ?? [], gaps: report.gaps };
}

const ours = 'CSN-DF-0160';

test.skipIf(program === undefined)('what only ShellCheck knows is reported where it stands', () => {
  const text = [
    'FROM debian:12.1',
    'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    'RUN set -e; \\',
    '    if [ -n $HOME ]; then echo yes; fi',
    '',
  ].join('\n');

  const { entries, gaps } = check('own', text);

  const found = entries.filter(({ rule }) => rule === ours);
  expect(found.map(({ line, column }) => [line, column])).toEqual([[4, 13]]);
  expect(found[0]?.message).toMatch(/\(SC2070\)$/);
  expect(found[0]?.severity).toBe('high');
  expect(gaps).toEqual({});
});

const twice = 'FROM debian:12.1\nRUN read -r dir && rm -r $dir\n';

test.skipIf(program === undefined)('a question with a check of its own is answered once', () => {
  const { entries } = check('once', twice);
  const lines = entries.filter(({ message }) => message.includes('SC2086'));

  expect(lines.map(({ rule }) => rule)).toEqual(['CSN-DF-0150']);
});

test.skipIf(program === undefined)('a finding is the same with ShellCheck and without it', () => {
  const [withIt] = check('same', twice).entries.filter(({ rule }) => rule === 'CSN-DF-0150');
  const [without] = check('same', twice, { CAISSON_SHELLCHECK: '0' }).entries.filter(
    ({ rule }) => rule === 'CSN-DF-0150',
  );

  expect(withIt).toBeDefined();
  expect([withIt?.line, withIt?.column]).toEqual([without?.line, without?.column]);
});

test.skipIf(program === undefined).for([
  ['# hadolint ignore=SC2070', '# hadolint ignore=SC2070'],
  ['# shellcheck disable=SC2070', '# shellcheck disable=SC2070'],
])('%s accepts what ShellCheck says', ([, marker]) => {
  const text = `FROM debian:12.1\nARG dir\n${marker}\nRUN [ -n $dir ]\n`;

  const { entries } = check('marker', text);

  const found = entries.filter(({ rule }) => rule === ours);
  expect(found.map(({ line }) => line)).toEqual([4]);
  expect(found[0]?.accepted).toBeDefined();
});

test.skipIf(program === undefined).for([
  ['--disable shellcheck', {}, ['--disable', 'shellcheck']],
  ['CAISSON_SHELLCHECK=0', { CAISSON_SHELLCHECK: '0' }, []],
] as const)('%s switches it off', ([, environment, more]) => {
  const { entries } = check('off', twice, environment, ...more);

  expect(entries.filter(({ rule }) => rule === ours)).toEqual([]);
  expect(entries.some(({ message }) => message.includes('SC2086'))).toBe(true);
});

test('a program that fails is a gap, and the own checks stand in', () => {
  const bin = join(root, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'shellcheck'),
    '#!/bin/sh\n[ "$1" = --version ] && echo "version: 0.9.0" && exit 0\nexit 4\n',
    { mode: 0o755 },
  );

  const { entries, gaps } = check('broken', twice, { PATH: `${bin}:${process.env['PATH']}` });

  expect(entries.some(({ message }) => message.includes('SC2086'))).toBe(true);
  expect(JSON.stringify(gaps)).toContain('shellcheck did not judge all scripts');
});

test.skipIf(program === undefined)('many scripts share a process and answers are in order', () => {
  if (program === undefined) return;
  const scope = { ...testScope(), temporaryDirectory: root };
  const shellcheck = new Shellcheck(program, scope);
  const scripts = ['echo "$a"', 'read -r c; rm $c', 'echo $(', 'read -r c; rm $c', ''].map(
    (text, index) => ({
      text,
      dialect: index === 1 ? 'ash' : 'sh',
      declared: ['a', 'b'],
    }),
  );

  const codes = shellcheck
    .judge(scripts)
    .map((answer) => ('comments' in answer ? answer.comments.map(({ code }) => code) : answer));

  expect(codes[0]).toEqual([]);
  expect(codes[1]).toEqual([2086]);
  expect(codes[2]).toContain(1073);
  expect(codes[3]).toEqual([2086]);
  expect(codes[4]).toEqual([]);
});
