import { expect, test } from 'vitest';
import { sha256Hex } from '#kit/hash.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { RuntimeIngest } from '../live/ingest.ts';
import { anybody, testPlatform } from '../live/testing.ts';
import { scanOperations } from '../operations/scan.ts';
import { reportOf } from '../testing-report.ts';

const id = 'c'.repeat(64);
const imageId = `sha256:${sha256Hex('shop')}`;
const call = { caller: anybody, reach: 'all', signal: new AbortController().signal } as const;
const input = {
  params: undefined,
  query: undefined,
  body: JSON.parse(JSON.stringify(reportOf([]))) as never,
};

test('what a container used before its image was scanned is looked at once it is', async () => {
  await using database = await openSqlite(':memory:');
  const platform = await testPlatform(database);
  const image = { reference: 'registry.example/team/shop:1.0', id: imageId };
  const container = { id, shortId: id.slice(0, 12), engine: 'docker', name: 'web', image };
  const file = { path: '/usr/bin/foo', how: 'exec', first: 1, last: 2 };
  const usage = { type: 'usage', container: id, image: imageId, files: [file] };
  const text = [
    { type: 'container', container, gone: false },
    { ...usage, since: 1, complete: false },
  ].map((line) => JSON.stringify(line));
  await new RuntimeIngest(platform).take({
    id: 'b',
    node: 'n',
    reach: 'all',
    text: text.join('\n'),
  });
  const before = await database.all("SELECT id FROM job WHERE kind = 'usage'");

  const { asset } = await scanOperations(platform).ingestScan(call, input);

  expect(before).toEqual([]);
  expect(await database.all("SELECT kind, subject FROM job WHERE kind = 'usage'")).toEqual([
    { kind: 'usage', subject: asset },
  ]);
});
