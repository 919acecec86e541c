import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { userNames } from './user-names.ts';

test('users and groups are found by number', () => {
  const root = rootWith(
    'root:x:0:0::/root:/bin/sh\n#no:x:7:0\nweb:x:33:33\nother:x:33:1\nk\xc3\xa4:x:5:5',
    'wheel:x:10:\n',
  );

  const names = userNames(root);

  expect([0, 33, 5, 7, 99].map((uid) => names.user(uid))).toEqual([
    'root',
    'web',
    'k\xc3\xa4',
    undefined,
    undefined,
  ]);
  expect([10, 0].map((gid) => names.group(gid))).toEqual(['wheel', undefined]);
});

test.for([
  ['a FIFO', makeFifo],
  ['a directory', (etc: string) => mkdirSync(join(etc, 'passwd'))],
  ['a link to itself', (etc: string) => symlinkSync('passwd', join(etc, 'passwd'))],
  ['a link out of the root', (etc: string) => symlinkSync('/etc/passwd', join(etc, 'passwd'))],
  ['a link up', (etc: string) => symlinkSync('../../../../../etc/passwd', join(etc, 'passwd'))],
  ['a device', (etc: string) => symlinkSync('/dev/zero', join(etc, 'passwd'))],
] as const)('%s in place of the file gives no names', ([, make]) => {
  const root = rootWith(undefined, 'wheel:x:10:\n');
  make(join(root, 'etc'));

  expect(userNames(root).user(0)).toBeUndefined();
  expect(userNames(root).group(10)).toBe('wheel');
});

test('a link inside the root is followed', () => {
  const root = rootWith(undefined, '');
  writeFileSync(join(root, 'etc', 'real'), 'root:x:0:0\n');
  symlinkSync('/etc/real', join(root, 'etc', 'passwd'));

  expect(userNames(root).user(0)).toBe('root');
});

test('any content is read within bounds', () => {
  const root = rootWith('', '');

  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      writeFileSync(join(root, 'etc', 'passwd'), bytes);

      expect(userNames(root).user(0)?.length ?? 1).toBeLessThanOrEqual(256);
    }),
    { numRuns: 30 },
  );
});

function makeFifo(etc: string): void {
  execFileSync('mkfifo', [join(etc, 'passwd')]);
}

function rootWith(passwd: string | undefined, group: string): string {
  const root = mkdtempSync(join(tmpdir(), 'names-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'etc'));
  if (passwd !== undefined) writeFileSync(join(root, 'etc', 'passwd'), passwd, 'latin1');
  writeFileSync(join(root, 'etc', 'group'), group);
  return root;
}
