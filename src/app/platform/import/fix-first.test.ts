import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChangeLog } from '#estate/change/change-log.ts';
import { readFixFirst } from '#estate/finding/fix-first.ts';
import type { RemediationAction } from '#model/remediation.ts';
import type { ScanReport } from '#model/report.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { platformMigrations } from '../migrations.ts';
import { keyOf, reportOf, type SampleFinding } from '../testing-report.ts';
import { importReport } from './import-report.ts';

const now = Date.parse('2026-11-20T00:00:00Z');

function found(number: number, score = 9.8): SampleFinding {
  return { id: `CVE-2026-${number}`, name: `lib${number}`, score };
}

function action(
  title: string,
  removes: readonly SampleFinding[],
  more: Partial<RemediationAction> = {},
): RemediationAction {
  const plain = { changes: [], introduces: [], paths: [], blockers: [], commands: [] };
  return { kind: 'bump', effort: 2, ...plain, ...more, title, removes: removes.map(keyOf) };
}

function imageOf(
  image: string,
  samples: readonly SampleFinding[],
  actions: readonly RemediationAction[],
): ScanReport {
  const plan = { actions, before: samples.length, after: 0, remaining: [] };
  return reportOf(samples, { image, names: [`registry.example/${image}:1`], plan });
}

async function fixFirst(reports: readonly ScanReport[], limit = 10) {
  const database = await openSqlite(':memory:');
  await using _ = database;
  await migrate(database, platformMigrations);
  const changes = createChangeLog(database, () => new Date(now));
  for (const report of reports) await importReport(database, changes, report, { now });
  const { items, ...rest } = await readFixFirst(database, 'all', limit);
  return {
    ...rest,
    items: items.map(({ assets, ...one }) => ({
      ...one,
      assets: assets.map(({ name }) => name).toSorted(),
    })),
  };
}

test('what an action brings is taken off its worth, and told', async () => {
  const [a, b] = [found(1, 5), found(2, 5)];
  const costly = action('bump costly', [a], { introduces: ['CVE-9 x 1', 'CVE-8 x 1'] });
  const mixed = action('bump mixed', [a, b], { introduces: ['CVE-9 x 1'] });

  const first = await fixFirst([imageOf('one', [a], [costly])]);
  const second = await fixFirst([imageOf('one', [a, b], [mixed])]);

  expect(first.items).toEqual([]);
  expect(first).toMatchObject({ before: 1, after: 1 });
  expect(second.items[0]?.sentence).toMatch(/closes 2 findings, and brings 1\.$/u);
  expect(second).toMatchObject({ before: 2, after: 1 });
});

test('the same worth for less effort comes first', async () => {
  const [a, b] = [found(1), found(2)];

  const { items } = await fixFirst([
    imageOf(
      'one',
      [a, b],
      [
        action('upgrade the system', [a], { kind: 'system-upgrade', effort: 5 }),
        action('debian:12.9', [b], { kind: 'rebase', effort: 1 }),
      ],
    ),
  ]);

  expect(items.map(({ kind, effort }) => [kind, effort])).toEqual([
    ['rebase', 1],
    ['system-upgrade', 5],
  ]);
});

test.for([
  ['CSN-POD-0001', 'a container runs as root', 'manifest', 'set runAsNonRoot in 1 place'],
  ['CSN-NET-0001', 'no network policy selects it', 'network-policy', 'set runAsNonRoot in 1 place'],
] as const)('%s (%s) is an action of kind %s', async ([rule, title, kind, words]) => {
  const report = reportOf([]);
  const fault = {
    kind: 'misconfiguration',
    rule,
    severity: 'high',
    title,
    locations: [{ path: 'pod.yaml' }],
    message: 'm',
    remediation: 'set runAsNonRoot.\nSee the guide.',
    aliases: [],
    references: [],
  } as const;
  const finding = { ...fault, fingerprint: 'f'.repeat(64), fault } as const;
  const made: ScanReport = { ...report, findings: [{ finding, shown: true }] };

  const { items } = await fixFirst([made]);

  expect(items[0]).toMatchObject({ kind, effort: 3, closes: 1, title: words });
});

test('property: no more is closed than is open, and the order of imports decides nothing', async () => {
  const image = fc.record({
    name: fc.integer({ min: 1, max: 9 }).map((n) => `image-${n}`),
    faults: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 }),
    split: fc.integer({ min: 0, max: 6 }),
    introduces: fc.integer({ min: 0, max: 2 }),
    effort: fc.constantFrom(1, 2, 3, 5),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(image, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
      async (images) => {
        const reports = images.map(({ name, faults, split, introduces, effort }) => {
          const samples = faults.map((number) => found(number, 2 + number));
          const brought = Array.from({ length: introduces }, (_, at) => `CVE-${at} x 1`);
          return imageOf(name, samples, [
            action('bump one', samples.slice(0, split), { effort, introduces: brought }),
            action('bump two', samples.slice(split), { effort }),
          ]);
        });

        const forward = await fixFirst(reports);
        const backward = await fixFirst(reports.toReversed());

        expect(backward).toEqual(forward);
        expect(forward.before).toBe(images.reduce((sum, { faults }) => sum + faults.length, 0));
        expect(forward.items.reduce((sum, { closes }) => sum + closes, 0)).toBeLessThanOrEqual(
          forward.before,
        );
      },
    ),
    { numRuns: 20 },
  );
});
