import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { junitOutput } from './junit.ts';
import { now, report } from './testdata/report.ts';
import { withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

/** Element names with their attributes; throws when the text is not well-formed. */
function elements(text: string): readonly { name: string; attributes: Record<string, string> }[] {
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => found.push({ name: tag.name, attributes: tag.attributes }));
  parser.write(text).close();
  return found;
}

function junit(of = report): string {
  return [...junitOutput.render(of, options)].join('');
}

test('the report stays as it is', async () => {
  await expect(junit()).toMatchFileSnapshot('./testdata/golden/report.junit.xml');
});

test('failures are what the policy denies', () => {
  const counts = elements(junit()).find(({ name }) => name === 'testsuites')?.attributes;
  const allowed = junit({ ...report, decision: { verdict: 'allow', policy: 'none', reasons: [] } });

  expect(counts).toMatchObject({ tests: '19', failures: '5', errors: '0', skipped: '14' });
  expect(allowed).toContain('failures="0"');
});

test('gaps are errors when the verdict is incomplete', () => {
  const decision = { ...report.decision, verdict: 'incomplete' } as const;

  expect(junit({ ...report, decision })).toContain('errors="3"');
});

test('any text keeps the XML well-formed', () => {
  const usual = elements(junit(withText('x'))).length;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const found = elements(junit(withText(text)));
      expect(found.length).toBe(usual);
    }),
    { numRuns: 60 },
  );
});
