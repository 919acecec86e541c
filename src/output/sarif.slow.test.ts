import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { sarifOutput } from './sarif.ts';
import { checkReport, imageReport } from './testdata/faults.ts';
import { now, report } from './testdata/report.ts';
import { faults, shippedSchema } from './testdata/schema.ts';
import { emptyReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const schema = shippedSchema('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const cases = Object.entries({
  report,
  checkReport,
  imageReport,
  emptyReport,
  hostile: withText('<\u0000\ud800| https://x'),
  unnamed: withText(''),
});

test.skipIf(schema === undefined).for(cases)('%s is valid SARIF', ([, of]) => {
  for (const reproducible of [true, false])
    expect(faults(schema ?? {}, parsed(of, reproducible))).toEqual([]);
});

function parsed(of = report, reproducible = true): Log {
  return JSON.parse([...sarifOutput.render(of, { ...options, reproducible })].join('')) as Log;
}

test('the log stays as it is', async () => {
  const text = [...sarifOutput.render(report, options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/report.sarif');
});

test('rules, results and places agree', () => {
  const [run] = parsed().runs;
  const ids = run?.tool.driver.rules?.map(({ id }) => id);

  const results = run?.results ?? [];
  expect(results.map(({ ruleIndex }) => ids?.[ruleIndex ?? -1])).toEqual(
    results.map(({ ruleId }) => ruleId),
  );
  expect(results[0]).toMatchObject({
    partialFingerprints: { 'caissonFingerprint/v1': report.findings[0]?.finding.fingerprint },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'var/lib/dpkg/status' } } }],
  });
  expect(run?.tool.driver.rules?.[0]?.properties).toMatchObject({ 'security-severity': '9.8' });
});

test('an accepted finding is suppressed and gaps are notifications', () => {
  const [run] = parsed().runs;
  const suppressed = run?.results?.filter(({ suppressions }) => suppressions !== undefined);

  expect(suppressed?.map(({ ruleId }) => ruleId)).toEqual(['CVE-2026-10006', 'CVE-2026-10007']);
  expect(run?.invocations?.[0]?.toolExecutionNotifications).toHaveLength(3);
});

test('a severity that disagrees with the score keeps its band', () => {
  const findings = report.findings.map((judged) => ({
    ...judged,
    finding: { ...judged.finding, severity: 'low' as const },
  }));
  const [run] = parsed({ ...report, findings }).runs;

  expect(run?.tool.driver.rules?.[0]?.properties).toMatchObject({ 'security-severity': '2.0' });
});

test('the log of source files stays as it is', async () => {
  const text = [...sarifOutput.render(checkReport, options)].join('');

  await expect(text).toMatchFileSnapshot('./testdata/golden/check.sarif');
});

test('a fault has its whole region and its patch in bytes', () => {
  const file = { uri: '.github/workflows/ci.yml' };
  const replacements = [
    { deletedRegion: { byteOffset: 180, byteLength: 0 } },
    {
      deletedRegion: { byteOffset: 191, byteLength: 38 },
      insertedContent: { text: '${TITLE}' },
    },
  ];

  expect(resultOf('CSN-CI-0001')).toMatchObject({
    locations: [
      {
        physicalLocation: {
          artifactLocation: file,
          region: { startLine: 8, startColumn: 24, endLine: 8, endColumn: 55 },
        },
      },
    ],
    fixes: [{ artifactChanges: [{ artifactLocation: file, replacements }] }],
  });
});

test('a rule says why, what to do and which controls it answers', () => {
  const [run] = parsed(checkReport).runs;

  expect(run?.tool.driver.rules?.find(({ id }) => id === 'CSN-DF-0045')).toMatchObject({
    help: {
      text: expect.stringContaining('Whoever moves the tag changes what is built.') as string,
    },
    properties: { tags: expect.arrayContaining(['cis-docker-1.6:4.2']) as string[] },
  });
});

test('what a marker accepts is suppressed in the source, what an exception accepts outside of it', () => {
  const [run] = parsed(checkReport).runs;
  const kinds = (run?.results ?? []).flatMap(({ ruleId, suppressions = [] }) =>
    suppressions.map(({ kind }) => [ruleId, kind]),
  );

  expect(kinds).toEqual([
    ['CSN-DF-0044', 'inSource'],
    ['private-key', 'external'],
  ]);
});

test('only the masked line of a secret is shown', () => {
  const [run] = parsed(checkReport).runs;
  const text = 'GITHUB_TOKEN=********************';

  expect(resultOf('github-pat')).toMatchObject({
    locations: [{ physicalLocation: { contextRegion: { startLine: 3, snippet: { text } } } }],
  });
  expect(JSON.stringify(run)).not.toContain('"region":{"snippet"');
  expect(run).toMatchObject({ redactionTokens: ['********'] });
});

function resultOf(rule: string) {
  return parsed(checkReport).runs[0]?.results?.find(({ ruleId }) => ruleId === rule);
}
