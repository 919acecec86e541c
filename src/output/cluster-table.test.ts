import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean } from './clean.ts';
import { tableOutput } from './table.ts';
import { clusterReport, withTexts } from './testdata/cluster.ts';
import { now } from './testdata/report.ts';
import { displayWidth } from './width.ts';

const plain = { columns: 80, colour: false, now, reproducible: true, flat: false };

function table(of = clusterReport, columns = 80): string {
  return [...tableOutput.render(of, { ...plain, columns })].join('');
}

test.for([40, 80, 120])('the scan of a cluster at %i columns', async (columns) => {
  await expect(table(clusterReport, columns)).toMatchFileSnapshot(
    `./testdata/golden/kube/scan-${columns}.txt`,
  );
});

test('the rows of a flat table name the objects', () => {
  const text = [...tableOutput.render(clusterReport, { ...plain, columns: 160, flat: true })].join(
    '',
  );

  expect(text).toContain('CronJob shop/backup');
});

test('a gain that rounds to nothing is not told', () => {
  expect(table()).not.toContain('+0.0');
});

test('objects with the same faults are told once', () => {
  const text = table();

  expect(text).toContain('also Deployment shop/api');
  expect(text.match(/container "ledger" has no memory limit/g)).toHaveLength(1);
  expect(text).not.toContain('container "api" has no memory limit');
});

test('what is no workload has its own section', () => {
  const text = table();

  expect(text.indexOf('OTHER OBJECTS')).toBeGreaterThan(text.indexOf('WORKLOADS'));
  expect(text.slice(text.indexOf('OTHER OBJECTS'))).toContain('ClusterRole metrics');
});

test('an object of a live cluster has a field in place of a line', () => {
  expect(table(clusterReport, 120)).toContain('spec.template.spec.containers[0].securityContext');
});

test('nothing found reads so', () => {
  const posture = clusterReport.posture && {
    ...clusterReport.posture,
    score: 100,
    first: [],
    namespaces: [],
    workloads: [],
  };
  const text = table({ ...clusterReport, findings: [], ...(posture && { posture }) });

  expect(text).toContain('100 of 100');
  expect(text).toContain('nothing found');
  expect(text).not.toContain('caisson fix');
});

test('no text breaks out of its line or widens it', () => {
  const sample = fc.record({
    text: fc.string({ unit: 'binary', maxLength: 60 }),
    columns: fc.integer({ min: 20, max: 140 }),
  });
  fc.assert(
    fc.property(sample, ({ text, columns }) => {
      for (const line of table(withTexts(clusterReport, text), columns).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        expect(clean(line)).toBe(line);
      }
    }),
    { numRuns: 8 },
  );
});
