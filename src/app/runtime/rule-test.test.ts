import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { testRules } from './rule-test.ts';

let folder = '';
const scope = testScope();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'csn-rule-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const auditRule = `- rule: listed
  desc: d
  source: k8s_audit
  condition: ka.verb = list
  output: o
  priority: NOTICE
`;

test('traces of an audit log are read beside a rule', async () => {
  const place = join(folder, 'audit');
  for (const kind of ['fires', 'quiet']) mkdirSync(join(place, kind), { recursive: true });
  writeFileSync(join(place, 'rule.yaml'), auditRule);
  writeFileSync(join(place, 'fires/a.jsonl'), `${JSON.stringify(request('list'))}\n`);
  writeFileSync(join(place, 'quiet/a.jsonl'), `${JSON.stringify(request('get'))}\n`);

  const results = await testRules([place], [], scope);

  expect(results.map(({ passed }) => passed)).toEqual([true, true]);
});

test('cases hold audit events, or events of the kernel', async () => {
  const place = join(folder, 'cases');
  mkdirSync(place);
  writeFileSync(join(place, 'rules.yaml'), auditRule);
  const cases = [
    { name: 'a list', events: [request('list')], expect: ['listed'] },
    { name: 'a get', events: [request('get')], expect: ['listed'] },
    { name: 'a call', events: [{ type: 'execve' }] },
    { name: 'nothing', events: [{ kind: 'Event', apiVersion: 'audit.k8s.io/v1' }, { type: 'x' }] },
  ];
  writeFileSync(
    join(place, 'one.rule-test.yaml'),
    JSON.stringify({ rules: ['rules.yaml'], cases }),
  );

  const results = await testRules([place], [], scope);

  expect(results.map(({ name, passed, missing }) => [name, passed, missing])).toEqual([
    ['a list', true, []],
    ['a get', false, ['listed']],
    ['a call', true, []],
    ['nothing', false, []],
  ]);
});

function request(verb: string) {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'a-1',
    stage: 'ResponseComplete',
    verb,
    user: { username: 'dana' },
    objectRef: { resource: 'secrets' },
  };
}
