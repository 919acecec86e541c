import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDirectories } from './directory.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'caisson-directory-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('all missing directories are made, once and again', () => {
  const path = join(root, 'a', 'b', 'c');

  makeDirectories(path, 0o700);
  makeDirectories(path, 0o700);

  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('a file in the way, and places where nothing can be made, are errors that end', () => {
  writeFileSync(join(root, 'file'), '');

  expect(() => makeDirectories(join(root, 'file', 'x'))).toThrow(/ENOTDIR/);
  expect(() => makeDirectories(join(root, 'file'))).toThrow(/EEXIST/);
  expect(() => makeDirectories('/proc/nope/at/all')).toThrow(/E[A-Z]+/);
});
