import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOutputId, loadOutput, outputIds } from './load-output.ts';
import { outputs } from './outputs.ts';
import { now, report } from './testdata/report.ts';
import { largeReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };

test('every id loads its output', async () => {
  expect(outputs.map(({ id }) => id)).toEqual([...outputIds]);
  for (const id of outputIds) expect((await loadOutput(id)).id).toBe(id);
});

test('an unknown id is a usage error that names the known ones', async () => {
  expect(isOutputId('yaml')).toBe(false);
  await expect(loadOutput('yaml')).rejects.toMatchObject({
    code: 'usage.invalid-argument',
    hint: expect.stringContaining('sarif') as string,
  });
});

/** Formats of others that have no place for it. */
const closedFormats = ['purls', 'openvex', 'cyclonedx-vex', 'github', 'sonarqube'];
const openOutputs = outputs.filter(({ id }) => !closedFormats.includes(id));

test.for(openOutputs.map((output) => [output.id, output] as const))(
  '%s shows gaps, the decision and the age of the data',
  ([, output]) => {
    const text = [...output.render(report, options)].join('');

    expect(text).toContain('/app/broken.jar');
    expect(text.toLowerCase()).toMatch(/den(?:ied|y)/);
    expect(text).toContain('2026-11-20');
  },
);

test.for(outputs.map((output) => [output.id, output] as const))(
  '%s is the same when made twice, and in pieces',
  ([, output]) => {
    const pieces = [...output.render(largeReport(300), options)];
    const longest = Math.max(...pieces.map((piece) => piece.length));

    expect([...output.render(largeReport(300), options)].join('')).toBe(pieces.join(''));
    expect(longest).toBeLessThan(65_536);
  },
);

test('JSON formats stay JSON with any text', () => {
  const formats = outputs.filter(({ mediaType }) => mediaType.includes('json'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const output of formats)
        expect(() => {
          JSON.parse([...output.render(withText(text), options)].join(''));
        }).not.toThrow();
    }),
    { numRuns: 20 },
  );
});
