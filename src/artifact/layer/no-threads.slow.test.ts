import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Walks a large layer, plain and packed, and prints what it saw and what became of a wrong digest. */
const program = `
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sha256, tar } from '${new URL('testdata/tar.ts', import.meta.url).href}';
import { testScope, walkBytes } from '${new URL('testdata/walk.ts', import.meta.url).href}';

const bytes = tar({ name: 'a', data: randomBytes(34_000_000) });
for (const blob of [bytes, gzipSync(bytes, { level: 0 })]) {
  using scope = testScope();
  const facts = { digest: sha256(blob), diffId: sha256(bytes) };
  console.log((await walkBytes(blob, scope, { facts, want: 'nothing' })).entries[0].path);
  const wrong = walkBytes(blob, scope, { facts: { ...facts, diffId: sha256(Buffer.alloc(0)) } });
  console.log(await wrong.catch(({ code }) => code));
}
`;

test('large layers are read and verified where threads are not allowed', () => {
  const said = execFileSync(
    process.execPath,
    [
      '--permission',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
      '--input-type=module',
      '-e',
      program,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );

  expect(said.split('\n').slice(0, 4)).toEqual([
    '/a',
    'integrity.digest-mismatch',
    '/a',
    'integrity.digest-mismatch',
  ]);
});
