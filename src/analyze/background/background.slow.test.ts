import { expect, test } from 'vitest';
import type { Analyzer } from '#contract/analyzer.ts';
import { indexClaims } from '../claims.ts';
import type { LayerInventory } from '../layer-inventory.ts';
import { layerDigest, memoryLayer, type TestEntry, testScope } from '../testdata/layer.ts';
import { examineLayer } from '../walk.ts';
import { everyAnalyzer } from './testdata/analyzers.ts';
import { BackgroundThread } from './thread.ts';

const named: Analyzer = {
  kind: 'analyzer',
  id: 'test/named',
  revision: 1,
  title: 'some files',
  claims: [{ suffix: '.7' }],
  *analyze({ path }) {
    yield { type: 'gap', location: { path }, reason: 'unsupported', detail: 'named' };
  },
};
const analyzers = [everyAnalyzer, named];

/** Enough for several batches, with files that no slot holds. */
const many: readonly TestEntry[] = [
  ...Array.from({ length: 400 }, (_, at) => ({
    path: `/file.${at}`,
    content: String(at).repeat(at === 300 ? 1_000_000 : 5000),
  })),
  { path: '/broken', content: 'x' },
  { path: '/empty' },
];

async function read(
  entries: readonly TestEntry[],
  program?: string,
  settings?: string,
): Promise<LayerInventory> {
  const scope = testScope();
  using thread =
    program === undefined
      ? undefined
      : new BackgroundThread(
          { analyzerIds: ['test/every'], program: new URL(program, import.meta.url), settings },
          analyzers,
          scope,
        );
  const examination = { claims: indexClaims(analyzers), ...(thread !== undefined && { thread }) };
  const { inventory } = await examineLayer(
    memoryLayer(layerDigest(1), entries),
    examination,
    scope,
  );
  return inventory;
}

const programs: readonly (readonly [string, string, string?])[] = [
  ['a thread', './testdata/serving.worker.ts'],
  ['a thread that dies', './testdata/serving.worker.ts', 'die'],
  ['a program that is not there', './testdata/absent.ts'],
];

test.for(programs)('%s gives what one thread gives', async ([, program, settings]) => {
  expect(await read(many, program, settings)).toEqual(await read(many));
});

test('another thread does the work', async () => {
  const entries = [{ path: '/where', content: 'a' }, ...many];
  const [here] = (await read(entries)).observations;
  const [there] = (await read(entries, './testdata/serving.worker.ts')).observations;

  expect(there).not.toEqual(here);
});

test('little is examined here, without a thread', async () => {
  const entries = [{ path: '/where', content: 'a' }];

  expect(await read(entries, './testdata/serving.worker.ts')).toEqual(await read(entries));
});

test('what is forged ends the reading', async () => {
  const entries = [{ path: '/forged', content: 'a' }, ...many];

  await expect(read(entries, './testdata/serving.worker.ts')).rejects.toThrow('it is forged');
});
