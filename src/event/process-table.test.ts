import { expect, test } from 'vitest';
import type { WorkloadContainer } from '#model/workload.ts';
import { commandLineOf, exeLineOf } from './process.ts';
import { ProcessTable } from './process-table.ts';
import { identityOf, imageOf } from './testing.ts';

const second = 1e9;

test('a child runs what its parent runs until it execs', () => {
  const table = new ProcessTable();
  table.put(10, identityOf({ born: 10, name: 'nginx' }), imageOf({ exe: 'nginx', args: ['-g'] }));

  const child = table.fork(10, 11, identityOf({ born: 20, parentPid: 10, name: 'nginx' }));

  expect(commandLineOf(child)).toBe('nginx -g');
  expect(child.parent?.name).toBe('nginx');

  table.exec(
    11,
    30,
    identityOf({ born: 20, parentPid: 10, name: 'sh' }),
    imageOf({ args: ['-c', 'id'] }),
  );

  expect(commandLineOf(child)).toBe('sh -c id');
  expect(exeLineOf(child)).toBe('sh -c id');
});

test('the name of a parent is current', () => {
  const table = new ProcessTable();
  const parent = table.put(10, identityOf({ born: 10, name: 'a' }), imageOf());
  const child = table.fork(10, 11, identityOf({ born: 20, parentPid: 10 }));

  parent.rename('b');

  expect(child.parent?.name).toBe('b');
});

test('an event that comes behind an exec finds what ran before it', () => {
  const table = new ProcessTable();
  table.put(10, identityOf({ born: 10 }), imageOf({ exePath: '/bin/sh' }));
  table.exec(10, 100, identityOf({ born: 10, name: 'cat' }), imageOf({ exePath: '/bin/cat' }));

  expect(table.at(10, 99)?.exePath).toBe('/bin/sh');
  expect(table.at(10, 100)?.exePath).toBe('/bin/cat');

  table.advance(100 + 10 * second);

  expect(table.at(10, 99)?.exePath).toBe('/bin/cat');
});

test('a pid that is used again is another process, and the former one is found by its time', () => {
  const table = new ProcessTable();
  table.put(10, identityOf({ born: 10 }), imageOf({ exePath: '/bin/old' }));
  table.exit(10, 50);
  table.fork(1, 10, identityOf({ born: 60, name: 'new' }));

  expect(table.get(10)?.name).toBe('new');
  expect(table.at(10, 40)?.exePath).toBe('/bin/old');
});

test('an exec under another birth than the known one is another process', () => {
  const table = new ProcessTable();
  const old = table.put(10, identityOf({ born: 10 }), imageOf());

  const found = table.exec(10, 70, identityOf({ born: 60 }), imageOf());

  expect(found).not.toBe(old);
});

test('lineage survives a parent for a while, then the first process of the namespace takes over', () => {
  const table = new ProcessTable();
  table.put(1, identityOf({ born: 1, parentPid: 0, name: 'systemd', virtualPid: 1 }), imageOf());
  table.fork(1, 5, identityOf({ born: 5, parentPid: 1, name: 'entry', virtualPid: 1 }));
  table.fork(5, 6, identityOf({ born: 6, parentPid: 5, name: 'sh', virtualPid: 6 }));
  const child = table.fork(6, 7, identityOf({ born: 7, parentPid: 6, name: 'payload' }));

  table.exit(6, 100);
  table.advance(100 + 20 * second);

  expect(child.parent?.name).toBe('sh');
  expect(child.parent?.parent?.name).toBe('entry');

  table.advance(100 + 40 * second);

  expect(child.parent?.name).toBe('entry');
});

test('what the kernel says of the new parent wins over a guess', () => {
  const table = new ProcessTable();
  table.put(1, identityOf({ born: 1, parentPid: 0, name: 'systemd' }), imageOf());
  table.put(3, identityOf({ born: 3, name: 'subreaper' }), imageOf());
  table.fork(1, 6, identityOf({ born: 6, parentPid: 1, name: 'sh' }));
  const child = table.fork(6, 7, identityOf({ born: 7, parentPid: 6 }));

  table.exit(6, 100);
  table.identify(7, identityOf({ born: 7, parentPid: 3 }));
  expect(child.parent?.name).toBe('sh');
  table.advance(100 + 40 * second);

  expect(child.parent?.name).toBe('subreaper');
});

test('records that would make a circle of ancestors do not', () => {
  const table = new ProcessTable();
  const a = table.put(10, identityOf({ born: 10, parentPid: 11 }), imageOf());
  const b = table.put(11, identityOf({ born: 10, parentPid: 10 }), imageOf());

  expect(b.parent).toBe(a);
  expect(a.parent).toBeUndefined();
});

test('a container is asked for once, and again when its cgroup or the containers changed', () => {
  const asked: string[] = [];
  let name = 'web';
  const table = new ProcessTable({
    containerOf: (cgroup): WorkloadContainer => {
      asked.push(cgroup);
      return { id: cgroup, shortId: cgroup, engine: 'docker', name };
    },
  });
  const process = table.put(10, identityOf({ cgroup: '/a' }), imageOf());

  expect([process.container?.id, process.container?.name]).toEqual(['/a', 'web']);
  expect(asked).toEqual(['/a']);

  table.identify(10, identityOf({ cgroup: '/b' }));
  expect(process.container?.id).toBe('/b');

  name = 'shop';
  expect(process.container?.name).toBe('web');
  table.changed();
  expect(process.container?.name).toBe('shop');
});

test('names of users follow ids', () => {
  const names = new Map([
    [0, 'root'],
    [33, 'www-data'],
  ]);
  const table = new ProcessTable({ userNameOf: (uid) => names.get(uid) });
  const process = table.put(10, identityOf({ loginUid: 33 }), imageOf());

  expect([process.userName, process.loginName]).toEqual(['root', 'www-data']);

  table.identify(10, identityOf({ uid: 33 }));
  expect([process.userName, process.loginName]).toEqual(['www-data', undefined]);
});

test('at the hard cap whoever exited goes first, then whoever was not asked for', () => {
  const table = new ProcessTable({ maxProcesses: 16 });
  for (let pid = 1; pid <= 16; pid += 1) table.put(pid, identityOf({ born: pid }), imageOf());
  table.exit(5, 100);
  table.get(2);

  table.fork(1, 100, identityOf({ born: 100 }));
  table.fork(1, 101, identityOf({ born: 101 }));

  expect(table.get(5)).toBeUndefined();
  expect(table.get(2)).toBeDefined();
  expect([table.get(3), table.size, table.evicted]).toEqual([undefined, 16, 1]);
});

test('what is not among the living after a gap has exited', () => {
  const table = new ProcessTable();
  table.put(10, identityOf(), imageOf());
  table.put(11, identityOf(), imageOf());

  table.retain(new Set([10]), 500);

  expect([...table.alive()].map((process) => process.pid)).toEqual([10]);
  expect(table.get(11)?.exited).toBe(500);
});

test('facts on a file are learnt only while the process runs that file', () => {
  const table = new ProcessTable();
  const file = {
    device: 1,
    inode: 2,
    changed: 3,
    modified: 3,
    upperLayer: false,
    overlay: true,
    memory: false,
    temporary: false,
    deleted: false,
    writable: false,
    setUid: false,
  };
  const process = table.put(10, identityOf(), imageOf({ file }));

  process.learnFile(file, { origin: { kind: 'image' } });
  process.learnFile({ ...file, inode: 9 }, { origin: { kind: 'added' } });

  expect(process.file).toEqual({ ...file, origin: { kind: 'image' } });
});
