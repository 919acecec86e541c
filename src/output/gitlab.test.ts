import { expect, test } from 'vitest';
import { gitlabOutput } from './gitlab.ts';
import { now, report } from './testdata/report.ts';
import { gitlabRequired } from './testdata/required.ts';
import { faults } from './testdata/schema.ts';
import { emptyReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const hostile = withText('<\u0000|: https://x');

function gitlab(of = report): string {
  return [...gitlabOutput.render(of, options)].join('');
}

test('the report stays as it is', async () => {
  await expect(gitlab()).toMatchFileSnapshot('./testdata/golden/report.gitlab.json');
});

test.for(Object.entries({ report, emptyReport, hostile, unnamed: withText('') }))(
  '%s has what GitLab requires and nothing else',
  ([, of]) => {
    expect(faults(gitlabRequired, JSON.parse(gitlab(of)))).toEqual([]);
  },
);

test('accepted findings are flagged and gaps are messages', () => {
  expect(gitlab().match(/"flagged-as-likely-false-positive"/g)).toHaveLength(2);
  expect(gitlab().match(/"level": "warn"/g)).toHaveLength(3);
});
