import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { checkstyleOutput } from './checkstyle.ts';
import { csvOutput } from './csv.ts';
import { renderExplanation } from './explain.ts';
import { githubAnnotationsOutput } from './github-annotations.ts';
import { gitlabOutput } from './gitlab.ts';
import { junitOutput } from './junit.ts';
import { linesOutput } from './lines.ts';
import { markdownOutput } from './markdown.ts';
import { outputs } from './outputs.ts';
import { sarifOutput } from './sarif.ts';
import { sonarqubeOutput } from './sonarqube.ts';
import { clusterReport, withTexts } from './testdata/cluster.ts';
import { now } from './testdata/report.ts';
import { sastRequired } from './testdata/required-gitlab.ts';
import { faults, shippedSchema } from './testdata/schema.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const sarifSchema = shippedSchema('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

function written(output: (typeof outputs)[number], of = clusterReport): string {
  return [...output.render(of, options)].join('');
}

const goldens = [
  ['scan.annotations.txt', githubAnnotationsOutput],
  ['scan.checkstyle.xml', checkstyleOutput],
  ['scan.csv', csvOutput],
  ['scan.gl-sast.json', gitlabOutput],
  ['scan.junit.xml', junitOutput],
  ['scan.lines.txt', linesOutput],
  ['scan.md', markdownOutput],
  ['scan.sarif', sarifOutput],
  ['scan.sonarqube.json', sonarqubeOutput],
] as const;

test.for(goldens)('%s of a cluster stays as it is', async ([name, output]) => {
  await expect(written(output)).toMatchFileSnapshot(`./testdata/golden/kube/${name}`);
});

test.for(goldens)('%s names the object, also where no file is', ([, output]) => {
  const text = written(output);

  expect(text).toContain('CronJob shop/backup');
  expect(text).toContain('StatefulSet shop/database');
  expect(text).toContain('spec.template.spec.containers[0].securityContext');
});

test.skipIf(sarifSchema === undefined).for([
  ['as it is', clusterReport],
  ['with hostile texts', withTexts(clusterReport, '<\u0000| #/..%2f')],
  ['without texts', withTexts(clusterReport, '')],
] as const)('SARIF of a cluster %s is valid', ([, of]) => {
  expect(faults(sarifSchema ?? {}, JSON.parse(written(sarifOutput, of)))).toEqual([]);
});

test('GitLab takes a cluster as a SAST report', () => {
  expect(faults(sastRequired, JSON.parse(written(gitlabOutput)))).toEqual([]);
});

function sarifResult(object: string) {
  const log = JSON.parse(written(sarifOutput)) as Log;
  return log.runs[0]?.results?.find(({ locations }) =>
    locations?.some(({ logicalLocations }) => logicalLocations?.[0]?.name === object),
  );
}

test('SARIF has the object, its field, the line and the patch', () => {
  const uri = 'shop/shop.yaml';

  expect(sarifResult('CronJob shop/backup')).toMatchObject({
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri },
          region: { startLine: expect.any(Number) as number },
        },
        logicalLocations: [
          { fullyQualifiedName: 'shop/CronJob/backup', kind: 'resource' },
          {
            fullyQualifiedName: expect.stringMatching(/^shop\/CronJob\/backup#spec\./) as string,
            kind: 'property',
          },
        ],
      },
    ],
    fixes: [{ artifactChanges: [{ artifactLocation: { uri } }] }],
  });
});

test('SARIF has a place for an object that stands in no file', () => {
  expect(sarifResult('StatefulSet shop/database')?.locations).toMatchObject([
    {
      physicalLocation: {
        artifactLocation: { uri: 'shop/StatefulSet/database', uriBaseId: 'ROOT' },
        region: { startLine: 1 },
      },
    },
  ]);
});

test.for(outputs.map((output) => [output.id, output] as const))(
  '%s takes a cluster',
  ([, output]) => {
    expect(written(output)).toBe(written(output));
  },
);

const asked = ['CSN-K8S-0001', 'CSN-K8S-0001 backup', 'CSN-K8S-0001 shop/CronJob/backup'];

test.for(asked)('%s is explained with object, field, patch and controls', async (query) => {
  const text = renderExplanation(clusterReport, query, options);

  await expect(text).toMatchFileSnapshot('./testdata/golden/kube/explain-privileged.txt');
});

test('an object of a live cluster is explained by its field', async () => {
  const text = renderExplanation(clusterReport, 'ab'.repeat(8), options);

  await expect(text).toMatchFileSnapshot('./testdata/golden/kube/explain-live.txt');
});

test('Markdown of a large cluster with long names fits a comment', () => {
  const of = withTexts(clusterReport, 'a long name '.repeat(200));
  const findings = Array.from({ length: 20 }, () => of.findings).flat();

  expect(written(markdownOutput, { ...of, findings }).length).toBeLessThan(65_536);
});
