import { expect, test } from 'vitest';
import { container, event, process } from '#profile/testing.ts';
import { isOwnReading } from './own-reading.ts';

const own = { pid: 100, executable: '/opt/node' };
const main = process({ pid: 100, exePath: '/opt/node', container: undefined });
const child = process({ pid: 101, exePath: '/opt/node', parent: main, container: undefined });
const shell = process({ pid: 102, exePath: '/bin/sh', parent: main, container: undefined });
const other = process({ pid: 103, exePath: '/opt/node', parent: shell, container: undefined });
const boxed = process({ pid: 100, exePath: '/opt/node', container: container() });

test.for([
  ['its own process reads', event({ type: 'openat', process: main, args: { flags: 0 } }), true],
  ['a scan that it started', event({ type: 'openat', process: child, args: { flags: 0 } }), true],
  ['a write', event({ type: 'openat', process: child, args: { flags: 0o1 } }), false],
  [
    'another program below it',
    event({ type: 'openat', process: shell, args: { flags: 0 } }),
    false,
  ],
  [
    'its program behind another',
    event({ type: 'openat', process: other, args: { flags: 0 } }),
    false,
  ],
  ['a program that it starts', event({ type: 'execve', process: child }), false],
  [
    'the same pid in a container',
    event({ type: 'openat', process: boxed, args: { flags: 0 } }),
    false,
  ],
] as const)('%s', ([, seen, isOwn]) => {
  expect(isOwnReading(seen, own)).toBe(isOwn);
});
