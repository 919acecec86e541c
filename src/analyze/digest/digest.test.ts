import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FileView } from '#contract/source.ts';
import type { Observation } from '#model/observation.ts';
import { testFile, testScope } from '../binary/testing/file.ts';
import { digestAnalyzer, provenanceOf } from './analyzer.ts';

function fileOf(path: string, mode: number, content: string | Uint8Array = 'content'): FileView {
  return { ...testFile(path, content), mode };
}

function algorithmsIn(seen: Observation | undefined): readonly string[] {
  return seen?.type === 'digest' ? Object.keys(seen.digests) : [];
}

const all = ['md5', 'sha1', 'sha256'];

test.for<readonly [string, number, readonly string[]]>([
  ['/usr/bin/tool', 0o755, all],
  ['/bin/tool', 0o755, all],
  ['/usr/bin/notes', 0o644, []],
  ['/usr/lib/x86_64-linux-gnu/libc.so.6', 0o644, ['md5']],
  ['/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1', 0o755, ['md5']],
  ['/usr/lib/arm-linux-gnueabihf/libc.so.6', 0o644, ['md5']],
  ['/usr/lib/python3/dist-packages/a.py', 0o644, ['md5']],
  ['/usr/lib64/libc.so.6', 0o755, ['sha256']],
  ['/usr/lib/python3.12/site-packages/a.py', 0o644, all],
  ['/srv/venv/lib/python3.12/site-packages/a.py', 0o644, ['sha256']],
  ['/usr/local/bin/tool', 0o755, []],
  ['/usr/share/doc/a/run.sh', 0o755, []],
  ['/usr/share/a/data.json', 0o644, []],
  ['/etc/init.d/a', 0o755, []],
  ['/app/run', 0o755, []],
  ['/library/run', 0o755, []],
])('%s with mode %i', ([path, mode, expected]) => {
  const [seen] = digestAnalyzer.analyze(fileOf(path, mode), testScope());

  expect(algorithmsIn(seen)).toEqual(expected);
});

test('a large file is read by blocks', () => {
  const content = Buffer.alloc(3 * 2 ** 20 + 5, 'content');
  const [seen] = digestAnalyzer.analyze(fileOf('/usr/bin/tool', 0o755, content), testScope());

  expect(seen).toEqual({
    type: 'digest',
    location: { path: '/usr/bin/tool' },
    digests: Object.fromEntries(
      all.map((algorithm) => [algorithm, createHash(algorithm).update(content).digest('hex')]),
    ),
  });
});

test('an empty file is not digested, and provenance is asked wherever packages install files', () => {
  expect([...digestAnalyzer.analyze(fileOf('/usr/bin/tool', 0o755, ''), testScope())]).toEqual([]);
  expect(algorithmsIn(provenanceOf(fileOf('/usr/share/doc/a/key.pem', 0o644)))).toEqual(all);
  expect(provenanceOf(fileOf('/app/key.pem', 0o644))).toBeUndefined();
});
