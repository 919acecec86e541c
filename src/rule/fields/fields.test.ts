import { expect, test } from 'vitest';
import { allEventTypes } from './event-types.ts';
import { allFields, argumentNamesOfEvents, fieldFacts, isOwnField } from './fields.ts';
import { tryServicePort } from './services.ts';

test('no field stands twice, and each has a title', () => {
  const fields = allFields();

  expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
  expect(fields.filter(({ title }) => title === '')).toEqual([]);
  expect(fields.length).toBeGreaterThan(400);
});

const facts = [
  ['evt.num', 'syscall', { type: 'unsigned', argument: 'none', source: 'any' }],
  ['evt.num', 'k8s_audit', { type: 'unsigned' }],
  ['proc.aname', 'syscall', { argument: 'allowed', spread: 'ancestors', leftOnly: true }],
  ['proc.args', 'syscall', { argument: 'allowed', argumentKind: 'index' }],
  ['proc.env', 'syscall', { argument: 'allowed', argumentKind: 'either' }],
  ['fd.ip', 'syscall', { type: 'ip', spread: 'ends', filterOnly: true }],
  ['fd.snet', 'syscall', { type: 'net', filterOnly: true }],
  ['fd.types', 'syscall', { type: 'string-list', argument: 'allowed' }],
  ['container.mount.dest', 'syscall', { argument: 'required', argumentKind: 'either' }],
  ['evt.arg', 'syscall', { argument: 'required', argumentKind: 'index' }],
  ['evt.arg.flags', 'syscall', { type: 'string', argument: 'none' }],
  ['evt.rawarg.flags', 'syscall', { type: 'unsigned', argument: 'none' }],
  ['evt.rawarg.fd', 'syscall', { type: 'integer' }],
  ['evt.type.is.openat', 'syscall', { type: 'unsigned' }],
  ['evt.abspath', 'syscall', { argument: 'none' }],
  ['evt.dir', 'syscall', { deprecated: true }],
  ['ka.req.pod.containers.image', 'k8s_audit', { type: 'string-list', argument: 'allowed' }],
  ['jevt.value', 'k8s_audit', { argument: 'required', argumentKind: 'key' }],
] as const;
test.for(facts)('%s of %s is known', ([name, source, expected]) => {
  expect(fieldFacts(name, source)).toMatchObject({ name, ...expected });
});

const unknown = [
  ['proc.nme', 'syscall'],
  ['ka.verb', 'syscall'],
  ['proc.name', 'k8s_audit'],
  ['evt.arg.nothing', 'syscall'],
  ['evt.rawarg', 'k8s_audit'],
  ['evt.type.is.nothing', 'syscall'],
  ['__proto__', 'syscall'],
  ['ka.req.pod.ephemeralContainers.host_port', 'k8s_audit'],
] as const;
test.for(unknown)('%s is no field of %s', ([name, source]) => {
  expect(fieldFacts(name, source)).toBeUndefined();
});

test('knows types of events by system call and by the table', () => {
  for (const type of ['openat2', 'procexit', 'io_uring_setup', 'personality', 'dns'])
    expect(allEventTypes()).toContain(type);
  expect(argumentNamesOfEvents()).toContain('linkpath');
});

test('tells own fields and ports of services', () => {
  expect([isOwnField('dns.name'), isOwnField('proc.name')]).toEqual([true, false]);
  expect([tryServicePort('https'), tryServicePort('nothing')]).toEqual([443, undefined]);
});
