import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { ignoredBelow } from '#artifact/git/ignored.ts';
import { gitSource } from '#artifact/git/source.ts';

const hasGit = spawnSync('git', ['--version']).status === 0;
let root = '';

function git(...words: readonly string[]): string {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
  return execFileSync('git', [...identity, '-C', root, ...words], { encoding: 'utf8' }).trim();
}

function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', 'x');
  return git('rev-parse', 'HEAD');
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'caisson-git-'));
  if (hasGit) git('init', '--quiet', '--initial-branch=main');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Path, content and commit of everything that the layers show, lowest layer first. */
async function walked(): Promise<readonly (readonly (readonly string[])[])[]> {
  const layers: string[][][] = [];
  await using opened = await gitSource.open({ scheme: 'git:', locator: root }, testScope());
  for (const layer of opened.layers) {
    const seen: string[][] = [];
    await layer.walk(
      {
        entry({ type, path }) {
          if (type === 'opaque') seen.push([type, path]);
          return 'content';
        },
        head: () => true,
        file: (view) => seen.push([view.path, view.text(), view.commit ?? '']),
        gap: ({ detail }) => seen.push(['gap', detail]),
      },
      testScope(),
    );
    layers.push(seen);
  }
  return layers;
}

test.skipIf(!hasGit)('shows every content that ever was, and the current files above', async () => {
  const first = commit({ 'config/.env': 'one\n', 'a b/ü.txt': 'kept\n' });
  const second = commit({ 'config/.env': 'two\n' });
  rmSync(join(root, 'config'), { recursive: true });
  const third = commit({ new: 'three\n' });
  git('checkout', '--quiet', '-b', 'side', first);
  const side = commit({ side: 'four\n' });
  git('checkout', '--quiet', 'main');
  git('branch', '--quiet', '-D', 'side');

  const [history, current] = await walked();

  expect(history?.toSorted()).toEqual([
    ['/config/.env', 'one\n', first],
    ['/config/.env', 'two\n', second],
    ['/side', 'four\n', side],
  ]);
  expect(current).toEqual([
    ['opaque', '/'],
    ['/a b/ü.txt', 'kept\n', first],
    ['/new', 'three\n', third],
  ]);
});

test.skipIf(!hasGit)('runs nothing that the repository configures', async () => {
  commit({ 'one.txt': 'x\n' });
  const mark = join(root, 'ran');
  const script = join(root, '.git', 'evil.sh');
  writeFileSync(script, `#!/bin/sh\necho ran > '${mark}'\n`, { mode: 0o755 });
  for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'diff.evil.textconv'])
    git('config', key, script);
  writeFileSync(join(root, '.git', 'info', 'attributes'), '* diff=evil filter=evil\n');

  await walked();

  expect(spawnSync('test', ['-e', mark]).status).toBe(1);
});

test.skipIf(!hasGit)('what is no repository is an error that says so', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'caisson-no-git-'));
  try {
    await expect(
      gitSource.open({ scheme: 'git:', locator: empty }, testScope()),
    ).rejects.toMatchObject({ code: 'input.malformed' });
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test.skipIf(!hasGit)('what a repository ignores is known, and nothing else', () => {
  const project = mkdtempSync(join(tmpdir(), 'caisson-ignored-'));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    mkdirSync(join(project, 'out', 'deep'), { recursive: true });
    for (const name of ['a.txt', 'b.log', 'out/x', 'out/deep/y'])
      writeFileSync(join(project, name), 'x');
    writeFileSync(join(project, '.gitignore'), '*.log\nout/\n');

    expect([...ignoredBelow(project)].sort()).toEqual([
      join(project, 'b.log'),
      join(project, 'out'),
    ]);
    expect(ignoredBelow(tmpdir())).toEqual(new Set());
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
});
