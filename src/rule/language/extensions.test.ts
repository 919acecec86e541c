import { expect, test } from 'vitest';
import { printCondition } from './print-condition.ts';
import { load, ruleText, shown } from './testing.ts';

test('a sequence: earlier steps, what they have in common, and what must not happen', () => {
  const text = `- list: servers
  items: [nginx]
- macro: shell
  condition: proc.name = sh
${ruleText(
  'evt.type = connect and proc.pid = val(first.proc.pid)',
  `  sequence:
    by: process.tree
    within: 60s
    after:
      - {as: first, condition: evt.type = execve and shell}
      - {as: second, condition: "proc.pname in (servers) and proc.pid = val(first.proc.pid)"}
    unless: proc.name = healthcheck`,
)}`;
  const { rules, diagnostics } = load(text);

  expect(shown(diagnostics)).toEqual([]);
  const sequence = rules[0]?.extensions.sequence;
  expect(sequence).toMatchObject({ by: 'process.tree', withinMs: 60_000 });
  expect(sequence?.after.map((step) => [step.as, printCondition(step.condition)])).toEqual([
    ['first', '(evt.type = execve and proc.name = sh)'],
    ['second', '(proc.pname in (nginx) and proc.pid = val(first.proc.pid))'],
  ]);
});

test('the other keys', () => {
  const text = ruleText(
    'evt.type = connect',
    `  id: CSN-RT-0001
  threshold: {count: 20, by: [container.id, fd.sip], within: 1m, distinct: fd.sport}
  novelty: profile.exec = new
  response: [quarantine-network, snapshot]
  simulate: true
  risk: 40
  explanation: Why
  false_positives:
    - scanners
    - backups`,
  );
  const { rules, diagnostics } = load(text);

  expect(shown(diagnostics)).toEqual([]);
  expect(rules).toMatchObject([
    {
      id: 'CSN-RT-0001',
      extensions: {
        threshold: {
          count: 20,
          by: [{ name: 'container.id' }, { name: 'fd.sip' }],
          withinMs: 60_000,
          distinct: { name: 'fd.sport' },
        },
        novelty: { dimension: 'exec' },
        response: ['quarantine-network', 'snapshot'],
        simulate: true,
        risk: 40,
        explanation: 'Why',
        falsePositives: 'scanners; backups',
      },
    },
  ]);
});

test('a sequence by fields', () => {
  const text = ruleText(
    'evt.type = connect',
    '  sequence: {by: [user.name, proc.sid], within: 5m, after: [{as: a, condition: evt.type = execve}]}',
  );
  expect(load(text).rules[0]?.extensions.sequence?.by).toMatchObject([
    { name: 'user.name' },
    { name: 'proc.sid' },
  ]);
});

const step = 'after: [{as: a, condition: evt.type = open}]';
const wrong = [
  ['risk: 101', '"risk" is not a number from 0 to 100'],
  ['simulate: perhaps', 'not true or false'],
  ['novelty: profile.exce = new', 'is no dimension of profiles'],
  ['response: {}', 'not a list'],
  ['threshold: 5', 'not a map'],
  ['threshold: {count: 0, within: 1m}', 'from 1 to'],
  ['threshold: {within: 1m}', '"count" is missing'],
  ['threshold: {count: 5}', '"within" is missing'],
  ['threshold: {count: 5, within: soon}', 'is no duration'],
  ['threshold: {count: 5, within: 1m, by: [proc.nme]}', 'there is no field "proc.nme"'],
  ['threshold: {count: 5, within: 1m, by: [proc.name = x]}', 'is no field'],
  ['threshold: {count: 5, within: 1m, by: [fd.net]}', 'only in conditions'],
  [`sequence: {by: nothing, within: 1m, ${step}}`, 'is no field'],
  [`sequence: {by: process, within: 0s, ${step}}`, 'is no duration'],
  ['sequence: {by: process, within: 1m, after: []}', 'from 1 to 16 steps'],
  ['sequence: {by: process, within: 1m, after: [{as: a, condition: evt.tpe = x}]}', 'no field'],
  [
    'sequence: {by: process, within: 1m, after: [{as: "a b", condition: evt.type = open}]}',
    'no name',
  ],
  [
    'sequence: {by: process, within: 1m, after: [{as: a, condition: proc.name = val(a.proc.name)}]}',
    'there is no field',
  ],
] as const;
test.for(wrong)('%s is an error', ([keys, message]) => {
  const { rules, diagnostics } = load(ruleText('evt.type = connect', `  ${keys}`));

  expect(rules).toEqual([]);
  expect(shown(diagnostics)).toContainEqual(expect.stringContaining(message));
});
