import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Detection } from '#model/detection.ts';
import { renderExplanation } from '#output/runtime/explanation.ts';
import { openRuntimeStore } from '#store/runtime-store.ts';
import { detectionNamed } from './explain-detection.ts';

const detection: Detection = {
  id: '01M827187TFEQG4VES6BK8Z8PX',
  time: 1,
  kind: 'rule',
  rule: 'A shell',
  ruleId: 'CSN-RT-0001',
  priority: 'warning',
  severity: 'medium',
  source: 'syscall',
  tags: [],
  output: 'a shell \u001b[2J',
  outputFields: {},
  because: [
    { label: 'rule', text: 'rules/shell.yaml:7' },
    { label: 'proc.name in (sh, bash)', text: 'sh' },
  ],
};

test('a detection is found by the end of its id, and told with the values that made it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'csn-explain-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  using store = openRuntimeStore(join(directory, 'runtime.sqlite'));
  store.saveDetection(detection);

  const found = detectionNamed(store, '6BK8Z8PX');

  expect(found?.detection.id).toBe(detection.id);
  expect(detectionNamed(store, 'ZZZZZZZZ')).toBeUndefined();
  const now = '2026-01-01T00:00:00Z';
  const options = { columns: 80, colour: false, now, reproducible: false, flat: false };
  const text = [...renderExplanation(found ?? { detection }, 'table', options)].join('');
  expect(text).toContain('proc.name in (sh, bash)\n    was  sh\n');
  expect(text).toContain('rules/shell.yaml:7');
  expect(text).toContain('caisson watch --disable CSN-RT-0001');
  expect(text).not.toContain('\u001b');
});
