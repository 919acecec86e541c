import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRecord } from '#kit/json.ts';
import { advisoryStates } from '#model/advisory.ts';
import { ecosystems } from '#model/ecosystem.ts';
import { gapReasons } from '#model/observation.ts';
import { severities } from '#model/severity.ts';
import { jsonOutput } from './json.ts';
import { clusterReport } from './testdata/cluster.ts';
import { completeReport } from './testdata/complete.ts';
import { checkReport, imageReport } from './testdata/faults.ts';
import { now, report } from './testdata/report.ts';
import { faultFinder, faults, readSchema } from './testdata/schema.ts';
import { emptyReport, largeReport, withText } from './testdata/variations.ts';

const options = { columns: 80, colour: false, now, reproducible: true, flat: false };
const schema = readSchema(fileURLToPath(new URL('../../schema/report-1.3.json', import.meta.url)));

const reports = Object.entries({
  report,
  emptyReport,
  checkReport,
  imageReport,
  clusterReport,
  completeReport,
  hostile: withText('\u0000<|'),
  large: largeReport(50),
});

test.for(reports)('%s fits the published schema', ([, of]) => {
  const find = faultFinder(schema);

  for (const reproducible of [true, false]) {
    const text = [...jsonOutput.render(of, { ...options, reproducible })].join('');
    expect(find(JSON.parse(text))).toEqual([]);
  }
});

test('a field that the schema does not know is a fault', () => {
  expect(faults(schema, { ...report, extra: 1 })).toHaveLength(1);
  expect(faults(schema, { ...report, schemaVersion: '2.0' })).toHaveLength(1);
});

test('every field is described and every object is closed', () => {
  const missing = [...places(schema, '')].filter(({ object }) => {
    const open = 'properties' in object && object['additionalProperties'] !== false;
    return open || undescribed(object).length > 0;
  });

  expect(missing.map(({ path }) => path)).toEqual([]);
});

const words = [
  ['severity', severities],
  ['state', advisoryStates],
  ['ecosystem', ecosystems],
] as const;

test.for(words)('the words of %s are those of the model', ([name, values]) => {
  expect(schema).toMatchObject({ $defs: { [name]: { enum: [...values] } } });
});

test('the reasons of gaps are those of the model', () => {
  expect(schema).toMatchObject({
    $defs: { gap: { properties: { reason: { enum: [...gapReasons] } } } },
  });
});

interface Place {
  readonly path: string;
  readonly object: Readonly<Record<string, unknown>>;
}

function* places(value: unknown, path: string): Generator<Place> {
  if (!isRecord(value)) return;
  yield { path, object: value };
  for (const [key, child] of Object.entries(value)) yield* places(child, `${path}/${key}`);
}

/** Properties without words: neither a description of their own nor one where they refer to. */
function undescribed(object: Place['object']): readonly string[] {
  if (object['type'] !== 'object' || !isRecord(object['properties'])) return [];
  return Object.entries(object['properties']).flatMap(([name, property]) =>
    isRecord(property) && ('description' in property || '$ref' in property) ? [] : [name],
  );
}
