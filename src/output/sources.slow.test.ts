import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import type { ScanReport } from '#model/report.ts';
import { checkstyleOutput } from './checkstyle.ts';
import { csvOutput } from './csv.ts';
import { filesOutput } from './files.ts';
import { githubAnnotationsOutput } from './github-annotations.ts';
import { gitlabOutput } from './gitlab.ts';
import { gitlabSecretsOutput } from './gitlab-secrets.ts';
import { junitOutput } from './junit.ts';
import { linesOutput } from './lines.ts';
import { markdownOutput } from './markdown.ts';
import { outputs } from './outputs.ts';
import { sonarqubeOutput } from './sonarqube.ts';
import { tableOutput } from './table.ts';
import { checkReport, imageReport } from './testdata/faults.ts';
import { now } from './testdata/report.ts';
import { gitlabSecretsRequired, sastRequired } from './testdata/required-gitlab.ts';
import { faults } from './testdata/schema.ts';
import { withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

function written(output: (typeof outputs)[number], of: ScanReport = checkReport): string {
  return [...output.render(of, options)].join('');
}

const goldens = [
  ['check.annotations.txt', githubAnnotationsOutput, checkReport],
  ['image.annotations.txt', githubAnnotationsOutput, imageReport],
  ['check.checkstyle.xml', checkstyleOutput, checkReport],
  ['check.gl-sast.json', gitlabOutput, checkReport],
  ['check.gl-secrets.json', gitlabSecretsOutput, checkReport],
  ['check.sonarqube.json', sonarqubeOutput, checkReport],
  ['check.junit.xml', junitOutput, checkReport],
  ['check.files.json', filesOutput, checkReport],
  ['check.lines.txt', linesOutput, checkReport],
  ['image.csv', csvOutput, imageReport],
  ['image.md', markdownOutput, imageReport],
  ['check.md', markdownOutput, checkReport],
] as const;

test.for(goldens)('%s stays as it is', async ([name, output, of]) => {
  await expect(written(output, of)).toMatchFileSnapshot(`./testdata/golden/${name}`);
});

const tables = [
  ['image-table-80.txt', imageReport, 80],
  ['image-table-120.txt', imageReport, 120],
  ['check-table-80.txt', checkReport, 80],
  ['check-table-40.txt', checkReport, 40],
] as const;

test.for(tables)('%s stays as it is', async ([name, of, columns]) => {
  const text = [...tableOutput.render(of, { ...options, columns })].join('');

  await expect(text).toMatchFileSnapshot(`./testdata/golden/${name}`);
});

test.for([
  ['sources', checkReport],
  ['an image', imageReport],
  ['hostile text', withText('\u0000]]> --%0A::error::')],
] as const)('Checkstyle of %s is well-formed', ([, of]) => {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });

  expect(() => parser.write(written(checkstyleOutput, of)).close()).not.toThrow();
});

test.for([
  ['a SAST report', gitlabOutput, sastRequired],
  ['a secret-detection report', gitlabSecretsOutput, gitlabSecretsRequired],
] as const)('%s has what GitLab requires', ([, output, schema]) => {
  expect(faults(schema, JSON.parse(written(output)))).toEqual([]);
});

test('no text starts a second workflow command', () => {
  for (const line of written(githubAnnotationsOutput, withText('a\n::error::b\r%0A,x:y')).split(
    '\n',
  ))
    expect(line).toMatch(/^$|^::(?:error|warning|notice) [^\r]*$|^caisson: /);
});

test('more annotations than GitHub shows become lines of the log', () => {
  const [first] = checkReport.findings;
  const findings = first === undefined ? [] : Array.from({ length: 25 }, () => first);
  const lines = written(githubAnnotationsOutput, { ...checkReport, findings }).split('\n');

  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
  expect(lines.filter((line) => line.startsWith('caisson: error'))).toHaveLength(15);
});

test.for(outputs.map((output) => [output.id, output] as const))(
  '%s takes secrets and faults of sources and images',
  ([, output]) => {
    for (const of of [checkReport, imageReport])
      expect(written(output, of)).toBe(written(output, of));
  },
);

test.for(outputs.map((output) => [output.id, output] as const))(
  '%s writes many findings in pieces',
  ([, output]) => {
    const findings = Array.from({ length: 400 }, () => checkReport.findings).flat();
    const pieces = [...output.render({ ...checkReport, findings }, options)];

    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(65_536);
  },
);

test.for([
  ['clean files', 5, 'nothing found in 5 files'],
  ['no file', 0, 'there was no file, so nothing was checked'],
] as const)('the headline of %s', ([, files, wanted]) => {
  const inventory = { ...checkReport.inventory, gaps: [], walked: { files, bytes: 0 } };
  const text = written(markdownOutput, { ...checkReport, inventory, findings: [] });

  expect(text).toContain(wanted);
  expect(text.includes('NOTHING CHECKED')).toBe(files === 0);
});
