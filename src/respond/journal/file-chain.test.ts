import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChainEntry } from './chain.ts';
import { FileChain } from './file-chain.ts';

function place(): string {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-chain-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return join(directory, 'journal.jsonl');
}

function open(path: string): FileChain {
  const chain = new FileChain(path, () => new Date());
  onTestFinished(() => chain[Symbol.dispose]());
  return chain;
}

function add(chain: FileChain, ...numbers: readonly number[]): void {
  chain.transact(() => numbers.map((number) => ({ time: 0, body: { number } })));
}

function read(chain: FileChain): readonly unknown[] {
  let found: readonly ChainEntry[] = [];
  chain.transact((fresh) => {
    found = fresh;
    return [];
  });
  return found.map(({ body }) => body['number']);
}

test('what was written is read again, by others too, and by nobody else', () => {
  const path = place();
  const [one, two] = [open(path), open(path)];

  add(one, 1, 2);
  add(two, 3);

  expect(read(one)).toEqual([3]);
  expect(read(two)).toEqual([]);
  expect(read(open(path))).toEqual([1, 2, 3]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut is dropped', () => {
  const path = place();
  add(open(path), 1, 2);
  appendFileSync(path, '{"body":{"number":3},"ha');

  const chain = open(path);
  add(chain, 4);

  expect(read(open(path))).toEqual([1, 2, 4]);
});

const tampering: readonly (readonly [string, (text: string) => string])[] = [
  ['a changed entry', (text) => text.replace('"number":2', '"number":9')],
  ['a dropped entry', (text) => text.split('\n').toSpliced(1, 1).join('\n')],
  ['swapped entries', (text) => text.trim().split('\n').reverse().join('\n').concat('\n')],
];

test.for(tampering)('%s is found', ([, change]) => {
  const path = place();
  add(open(path), 1, 2, 3);
  writeFileSync(path, change(readFileSync(path, 'utf8')));

  expect(() => read(open(path))).toThrow('does not follow');
});

test('a lock that a dead process left is taken over', () => {
  const path = place();
  writeFileSync(`${path}.lock`, '4194399\n');

  const chain = open(path);
  add(chain, 1);

  expect(read(open(path))).toEqual([1]);
});
