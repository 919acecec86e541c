import { expect, test } from 'vitest';
import { KeptProcesses } from './kept-processes.ts';
import { ProcessTable } from './process-table.ts';
import { identityOf, imageOf } from './testing.ts';

test('events of a process share its copy until something about it changes', () => {
  const table = new ProcessTable();
  const kept = new KeptProcesses({ maxAncestors: 8 });
  table.put(1, identityOf({ born: 1, parentPid: 0 }), imageOf({ exe: '/sbin/init' }));
  const shell = table.put(10, identityOf({ born: 2, parentPid: 1 }), imageOf({ exe: '/bin/sh' }));
  const first = kept.of(shell);
  const again = kept.of(shell);
  table.exec(10, 5, identityOf({ born: 2, parentPid: 1 }), imageOf({ exe: '/bin/ls' }));
  const later = kept.of(shell);
  shell.cwd = '/srv/';

  expect(again).toBe(first);
  expect([first.exe, later.exe, kept.of(shell).cwd]).toEqual(['/bin/sh', '/bin/ls', '/srv/']);
  expect(later.parent).toBe(first.parent);
});
