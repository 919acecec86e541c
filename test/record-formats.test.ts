import { expect, test } from 'vitest';
import { formatObject, formatRecord } from '#deliver/format/format.ts';
import { toOcsf } from '#deliver/format/ocsf.ts';
import {
  allSamples,
  sampleDetection,
  sampleFinding,
  sampleRecord,
} from '#deliver/testing/records.ts';
import { isRecord } from '#kit/json.ts';
import { ecsFaults, keptEcsFields } from './support/schema/ecs-schema.ts';
import { createOcsfJudge } from './support/schema/ocsf-schema.ts';

const judge = createOcsfJudge();
const fields = keptEcsFields();
const samples = allSamples();

test.for(samples)('OCSF 1.8.0 takes %s', ([, record]) => {
  expect(judge(JSON.parse(formatRecord(record, 'ocsf')))).toEqual([]);
});

test.for(samples)('ECS 9.4.0 has every field of %s', ([, record]) => {
  expect(ecsFaults(parsed(formatRecord(record, 'ecs')), fields)).toEqual([]);
});

test.for([
  ['a finding without finding_info', { finding_info: undefined }, 'finding_info'],
  ['a severity that is none', { severity_id: 42 }, 'severity_id'],
  ['an invented attribute', { invented: 1 }, 'invented'],
  ['a type that does not fit the activity', { type_uid: 200_501 }, 'type_uid'],
  ['an attribute of a profile that is not named', { container: { uid: 'c' } }, 'container'],
  ['a class that is none', { class_uid: 1 }, 'no class 1'],
  [
    'two of those of which one is right',
    { vulnerabilities: [{ cve: { uid: 'x' }, cwe: { uid: 'y' } }] },
    'oneOf',
  ],
] as const)('the schema refuses %s', ([, change, word]) => {
  const record = sampleRecord({ about: { type: 'finding', finding: sampleFinding() } });
  const event: unknown = JSON.parse(JSON.stringify({ ...toOcsf(record), ...change }));
  expect(judge(event).join('\n')).toContain(word);
});

test('a finding keeps its uid from create to close', () => {
  const uids = (['create', 'update', 'close'] as const).map((activity) => {
    const about = { type: 'finding', finding: sampleFinding() } as const;
    const event = toOcsf(sampleRecord({ about, activity }));
    return [
      event['activity_id'],
      event['type_uid'],
      parsed(JSON.stringify(event['finding_info']))['uid'],
    ];
  });
  const uid = 'f'.repeat(40);
  expect(uids).toEqual([
    [1, 200_201, uid],
    [2, 200_202, uid],
    [3, 200_203, uid],
  ]);
});

test('a detection says its technique, its rule, its container and its process', () => {
  const about = { type: 'detection', detection: sampleDetection() } as const;
  expect(toOcsf(sampleRecord({ about }))).toMatchObject({
    class_uid: 2004,
    is_alert: true,
    finding_info: {
      src_url: 'https://caisson.example/findings/7',
      analytic: { type_id: 1, uid: 'CSN-RT-0001' },
      attacks: [
        { technique: { uid: 'T1059' }, sub_technique: { uid: 'T1059.004' } },
        { technique: { uid: 'T1190' } },
        { tactic: { uid: 'TA0002', name: 'execution' } },
      ],
    },
    evidences: [{ container: { name: 'web' }, process: { pid: 12, parent_process: { pid: 1 } } }],
  });
});

test('a name like a prototype is a name like any other', () => {
  const data = parsed('{"__proto__": {"polluted": 1}, "constructor": 2}');
  const record = sampleRecord({ data, subject: '__proto__' });
  for (const format of ['ocsf', 'ecs', 'json'] as const)
    expect(JSON.stringify(formatObject(record, format))).toContain('"__proto__"');
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : {};
}
