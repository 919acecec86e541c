import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCaissonError } from '#kit/error.ts';
import type { ScanReport } from '#model/report.ts';
import { readReport, savedReports, saveReport } from './saved-report.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'caisson-reports-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function report(reference: string, version = '0.0.0'): ScanReport {
  return {
    schemaVersion: '1.0',
    tool: { name: 'caisson', version },
    inventory: {
      artifact: { kind: 'image', reference, source: 'registry:' },
      components: [],
      relations: [],
      layers: [],
      gaps: [],
    },
    findings: [],
    gaps: [],
    decision: { verdict: 'allow', policy: 'none', reasons: [] },
    database: { build: '', builtAt: '', origin: 'none', segments: [] },
    notices: [],
  } as unknown as ScanReport;
}

test('the last report of each artifact is kept', () => {
  saveReport(report('shop:1', '1.0.0'), directory);
  saveReport(report('shop:1', '2.0.0'), directory);
  saveReport(report('shop:2'), directory);

  const found = [...savedReports(directory)].map(
    ({ inventory, tool }) => `${inventory.artifact.reference} by ${tool.version}`,
  );

  expect(found.sort()).toEqual(['shop:1 by 2.0.0', 'shop:2 by 0.0.0']);
});

test('the newest comes first, and only twenty stay', () => {
  for (let at = 0; at < 25; at += 1) {
    const before = new Set(readdirSync(directory));
    saveReport(report(`shop:${at}`), directory);
    const added = readdirSync(directory).find((name) => !before.has(name));
    if (added !== undefined) utimesSync(join(directory, added), 1000 + at, 1000 + at);
  }
  saveReport(report('shop:last'), directory);

  const found = [...savedReports(directory)];

  expect(found.length).toBe(20);
  expect(found.slice(0, 2).map(({ inventory }) => inventory.artifact.reference)).toEqual([
    'shop:last',
    'shop:24',
  ]);
});

test('a damaged report is passed over, a missing directory is empty', () => {
  saveReport(report('shop:1'), directory);
  writeFileSync(join(directory, 'x.json.zst'), 'damaged');

  expect([...savedReports(directory)].length).toBe(1);
  expect([...savedReports(join(directory, 'none'))]).toEqual([]);
});

const strangers = [
  ['not json', 'input.malformed'],
  ['[]', 'input.unsupported'],
  ['null', 'input.unsupported'],
  ['{"schemaVersion":"9.0","inventory":{}}', 'input.unsupported'],
  ['{"bomFormat":"CycloneDX"}', 'input.unsupported'],
] as const;

test.for(strangers)('%s is refused as a report', ([text, code]) => {
  const path = join(directory, 'report.json');
  writeFileSync(path, text);

  expect(() => readReport(path)).toThrow(
    expect.toSatisfy((error: unknown) => isCaissonError(error, code)),
  );
});
