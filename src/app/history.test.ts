import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { defaultLimits, type Scope } from '#contract/scope.ts';
import { parseDigest } from '#model/digest.ts';
import type { Inventory } from '#model/inventory.ts';
import { openHistory } from './history.ts';
import { softwareReport } from './scan.ts';

const digest = parseDigest(`sha256:${'a'.repeat(64)}`);
const inventory: Inventory = {
  artifact: { kind: 'image', reference: 'shop:1', source: 'registry:', digest },
  layers: [],
  components: [],
  relations: [],
  gaps: [],
  analyzers: {},
  walked: { files: 0, bytes: 0 },
};

function open(content: string | undefined): {
  readonly history: ReturnType<typeof openHistory>;
  readonly warnings: string[];
} {
  const directory = mkdtempSync(join(tmpdir(), 'caisson-history-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'store.sqlite');
  if (content !== undefined) writeFileSync(path, content);
  const warnings: string[] = [];
  function silent(): void {}
  const scope: Scope = {
    signal: new AbortController().signal,
    log: { debug: silent, info: silent, warn: (text) => warnings.push(text), error: silent },
    progress: { begin: () => ({ advance: silent, [Symbol.dispose]: silent }) },
    clock: () => new Date(0),
    limits: defaultLimits,
    temporaryDirectory: directory,
  };
  const state = { segments: new Map<string, string>(), changedKeys: () => undefined };
  const history = openHistory(path, () => state, scope);
  onTestFinished(() => history[Symbol.dispose]());
  return { history, warnings };
}

test('a scan of an artifact with a digest is kept', () => {
  const { history, warnings } = open(undefined);
  history.keep(softwareReport(inventory, '0'));
  const { digest: _, ...unnamed } = inventory.artifact;
  history.keep(softwareReport({ ...inventory, artifact: { ...unnamed, reference: '.' } }, '0'));

  expect(history.list().map(({ reference }) => reference)).toEqual(['shop:1']);
  expect(warnings).toEqual([]);
});

test('a store that is damaged costs a warning, said once, and no scan', () => {
  const { history, warnings } = open('this is no database, and longer than a header of SQLite is');

  history.keep(softwareReport(inventory, '0'));

  expect(history.find(digest)).toBeUndefined();
  expect(history.alternatives(inventory)).toEqual([]);
  expect(warnings.length).toBe(1);
});
