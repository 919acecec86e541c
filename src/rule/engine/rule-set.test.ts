import { expect, test } from 'vitest';
import type { NoveltyOracle } from '#contract/runtime.ts';
import { compileRules, replaceRules } from './compile.ts';
import { detectionOf } from './detection.ts';
import { falcoAlert } from './falco-alert.ts';
import { anEvent, anOpen, aProcess, ruleOf, rulesOf } from './testing.ts';

const sequence = `  sequence:
    by: process.tree
    within: 60s
    after:
      - {as: shell, condition: evt.type = execve and proc.name = sh}
    unless: proc.name = healthcheck
`;
const nginx = aProcess({ pid: 50, name: 'nginx', parent: aProcess({ pid: 1, name: 'init' }) });
const shell = aProcess({ pid: 60, name: 'sh', parent: nginx });
const curl = aProcess({ pid: 61, name: 'curl', parent: shell });

function at(seconds: number, type: string, process = shell) {
  return anEvent(type, { process, seconds: 1_700_000_000 + seconds, nanoseconds: 0 });
}

test('a sequence holds when its steps came before, within its time and tree', () => {
  const set = compileRules([ruleOf('evt.type = connect', sequence)]);

  expect(set.judge(at(0, 'connect', curl))).toHaveLength(0);
  expect(set.judge(at(10, 'execve'))).toHaveLength(0);
  expect(set.judge(at(20, 'connect', aProcess({ pid: 7, name: 'other' })))).toHaveLength(0);
  const [hit] = set.judge(at(30, 'connect', curl));
  expect(hit?.earlier).toMatchObject([
    { as: 'shell', event: { type: 'execve', process: { pid: 60 } } },
  ]);
  expect(set.judge(at(31, 'connect', curl))).toHaveLength(0);
  expect(set.judge(at(40, 'execve'))).toHaveLength(0);
  expect(set.judge(at(101, 'connect', curl))).toHaveLength(0);
});

test('what rules a sequence out ends it', () => {
  const set = compileRules([ruleOf('evt.type = connect', sequence)]);

  set.judge(at(1, 'execve'));
  set.judge(at(2, 'close', aProcess({ pid: 62, name: 'healthcheck', parent: shell })));

  expect(set.judge(at(3, 'connect', curl))).toHaveLength(0);
});

test('a step that comes late is sorted in', () => {
  const set = compileRules([ruleOf('evt.type = connect', sequence)]);

  expect(set.judge(at(11, 'connect', curl))).toHaveLength(0);
  const [hit] = set.judge(at(10, 'execve'));

  expect(hit?.event).toMatchObject({ type: 'connect', process: { pid: 61 } });
});

test('the last condition may compare with an earlier step', () => {
  const rule = ruleOf(
    'evt.type = connect and proc.ppid = val(shell.proc.pid)',
    sequence.replace('process.tree', 'container'),
  );
  const set = compileRules([rule]);

  set.judge(at(1, 'execve'));

  expect(
    set.judge(at(2, 'connect', aProcess({ pid: 8, parent: aProcess({ pid: 9 }) }))),
  ).toHaveLength(0);
  expect(set.judge(at(3, 'connect', curl))).toHaveLength(1);
});

test('partial sequences are bounded', () => {
  const set = compileRules([
    ruleOf('evt.type = connect', sequence.replace('process.tree', 'process')),
  ]);

  for (let pid = 1; pid <= 12_000; pid += 1)
    set.judge(at(1, 'execve', aProcess({ pid, name: 'sh', parent: nginx })));

  expect(set.statistics.rules[0]?.evicted).toBeGreaterThan(1900);
});

const threshold = `  threshold: {count: 3, by: [proc.name], within: 10s, distinct: fd.name}
`;

test('a threshold counts different values within its window', () => {
  const set = compileRules([ruleOf('evt.type = openat', threshold)]);
  function opened(name: string, seconds: number): number {
    return set.judge(anOpen(name, { seconds: 1_700_000_000 + seconds })).length;
  }

  expect([opened('/a', 0), opened('/b', 1), opened('/b', 2), opened('/c', 3)]).toEqual([
    0, 0, 0, 1,
  ]);
  expect([opened('/a', 20), opened('/b', 25), opened('/c', 31)]).toEqual([0, 0, 0]);
});

test('thresholds of very many keys are told with their error', () => {
  const set = compileRules([
    ruleOf('evt.type = openat', '  threshold: {count: 3, by: [fd.name], within: 1h}\n'),
  ]);
  const reasons: string[] = [];
  for (let round = 0; round < 3; round += 1)
    for (let key = 0; key < 1100; key += 1)
      for (const hit of set.judge(anOpen(`/${key}`)))
        reasons.push(hit.because().find(({ label }) => label === 'threshold')?.text ?? '');

  expect(reasons.length).toBeGreaterThanOrEqual(1100);
  expect(reasons).toContain('3 events within 3600 s (threshold 3)');
  expect(reasons.some((reason) => reason.includes('too many'))).toBe(true);
});

test.for([
  [{ dimension: 'exec', behaviour: '/x', surprise: 9 }, 1],
  [false, 0],
  [undefined, 0],
] as const)('novelty asks the profile: %j', ([answer, hits]) => {
  const key = { image: 'i', container: 'c', workload: 'w' };
  const novelty: NoveltyOracle = {
    deviation: () =>
      answer ? { ...answer, key, example: '', state: 'detecting', nearest: ['/y'] } : answer,
  };
  const rules = [ruleOf('evt.type = execve', '  novelty: profile.exec = new\n')];

  expect(compileRules(rules, { novelty }).judge(anEvent('execve'))).toHaveLength(hits);
  expect(compileRules(rules).judge(anEvent('execve'))).toHaveLength(0);
});

test('other rules keep what unchanged rules remember', () => {
  const rule = ruleOf('evt.type = connect', sequence);
  const old = compileRules([rule]);
  old.judge(at(1, 'execve'));

  const changed = compileRules([{ ...ruleOf('evt.type = connect and fd.num exists', sequence) }]);
  expect(replaceRules(old, changed).judge(at(2, 'connect', curl))).toHaveLength(0);
  const same = compileRules([ruleOf('evt.type = connect', sequence)]);
  expect(replaceRules(old, same).judge(at(3, 'connect', curl))).toHaveLength(1);
});

const both = rulesOf(`
- rule: Second
  desc: d
  condition: evt.type = openat
  output: "%proc.name|%8proc.pid|%2user.name|%proc.pname|%fd.name|%tolower(proc.exe)"
  priority: INFO
  tags: [b, a]
- rule: First by name
  desc: d
  condition: evt.type in (openat, execve)
  output: x
  priority: CRITICAL
  risk: 40
  response: [snapshot]
  simulate: true
- rule: Off
  desc: d
  condition: evt.type = openat
  output: x
  priority: INFO
  enabled: false
`);

test('all rules that hold are told in the order of the files', () => {
  const set = compileRules(both);

  expect(set.judge(anOpen('/x')).map(({ rule }) => rule.name)).toEqual(['Second', 'First by name']);
  expect(set.judge(anEvent('close'))).toBe(set.judge(anEvent('mmap')));
  expect([...(set.eventTypes ?? [])].sort()).toEqual(['execve', 'openat']);
  expect(set.statistics).toMatchObject({ events: 3, rules: [{ hits: 1 }, { hits: 1 }] });
});

test('an alert has the shape of Falco and no control characters', () => {
  const set = compileRules(both, { hostname: 'n' });
  const event = anOpen('/a\u001b[2J\n\u00ff', {
    process: aProcess({ parent: aProcess({ name: 'p' }) }),
  });
  const [hit] = set.judge(event);
  if (hit === undefined) throw new Error('no hit');

  const detection = detectionOf(hit, { host: 'node', newId: () => 'ID' });

  expect(detection).toMatchObject({
    id: 'ID',
    time: 1_700_000_060_123.4568,
    severity: 'negligible',
    event: { type: 'openat' },
  });
  expect(detection.output).toBe('sh|100     |ww|p|/a\\u001b[2J\\n\ufffd|/bin/sh');
  expect(detection.because.slice(0, 2)).toEqual([
    { label: 'rule', text: 'test.yaml:2' },
    { label: 'evt.type = openat', text: 'openat' },
  ]);
  expect(falcoAlert(detection, 'node')).toEqual({
    hostname: 'node',
    message: detection.output,
    output: `22:14:20.123456789: Informational ${detection.output}`,
    output_fields: {
      'evt.time': 1_700_000_060_123_456_800,
      'fd.name': '/a\u001b[2J\n\ufffd',
      'proc.name': 'sh',
      'proc.pid': 100,
      'proc.pname': 'p',
      'user.name': 'www-data',
    },
    priority: 'Informational',
    rule: 'Second',
    source: 'syscall',
    tags: ['a', 'b'],
    time: '2023-11-14T22:14:20.123456789Z',
  });
});

test('what a rule asks for goes into its detections', () => {
  const [, hit] = compileRules(both).judge(anOpen('/x'));
  if (hit === undefined) throw new Error('no hit');

  expect(detectionOf(hit)).toMatchObject({
    severity: 'critical',
    risk: 40,
    response: ['snapshot'],
    simulate: true,
  });
});

test('a rule that cannot be compiled is left out and told, others run', () => {
  const [good, bad] = [ruleOf('evt.type = openat'), ruleOf('evt.type = openat')];
  const told: string[] = [];
  const broken = {
    ...bad,
    name: 'Broken',
    condition: { kind: 'macro', name: 'gone', at: 0 } as const,
  };

  const set = compileRules([broken, good], { onProblem: ({ rule }) => told.push(rule.name) });

  expect(told).toEqual(['Broken']);
  expect(set.judge(anOpen('/x'))).toHaveLength(1);
});

test('a rule that throws is switched off once, others go on', () => {
  const told: string[] = [];
  const set = compileRules(
    [
      { ...ruleOf('evt.type = openat and proc.cwd = /x'), name: 'Throws' },
      ruleOf('evt.type = openat'),
    ],
    { onProblem: ({ rule }) => told.push(rule.name) },
  );
  const process = Object.defineProperty({ ...aProcess() }, 'cwd', {
    get: () => {
      throw new Error('gone');
    },
  });

  expect(set.judge(anOpen('/x', { process }))).toHaveLength(1);
  expect(set.judge(anOpen('/x', { process }))).toHaveLength(1);
  expect(told).toEqual(['Throws']);
});

test('explaining tells every check with its value', () => {
  const rule = ruleOf('evt.type = openat and not proc.name in (bash, zsh) and fd.num > 5');
  const set = compileRules([rule]);

  expect(set.explain(rule, anOpen('/x'))).toEqual([
    { check: 'evt.type = openat', value: 'openat', holds: true, negated: false },
    { check: 'proc.name in (bash, zsh)', value: 'sh', holds: false, negated: true },
    { check: 'fd.num > 5', value: '3', holds: false, negated: false },
  ]);
});

test('a timer measures every rule', () => {
  let now = 0n;
  const set = compileRules(both, {
    timer: () => {
      now += 5n;
      return now;
    },
  });

  set.judge(anOpen('/x'));

  expect(set.statistics.rules).toMatchObject([
    { nanoseconds: 5n, asked: 1 },
    { nanoseconds: 5n, asked: 1 },
  ]);
});
