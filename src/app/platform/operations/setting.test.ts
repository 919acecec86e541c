import { expect, test } from 'vitest';
import { testScope } from '#advisory/testing.ts';
import { settingMigration } from '#estate/setting/migration.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { readConfig } from '../config/read-config.ts';
import { callWith } from '../testing-estate.ts';
import { settingOperations } from './setting.ts';

const nothing = { params: undefined, query: undefined, body: undefined };
const call = callWith('all');

/** The settings of an installation that was started with these flags. */
async function withSettings(flags: Readonly<Record<string, string>> = {}) {
  const database = await openSqlite(':memory:');
  await migrate(database, [settingMigration]);
  const operations = settingOperations({
    database,
    scope: testScope(),
    audit: { append: () => Promise.resolve() },
    config: readConfig({ environment: {}, flags, readFile: () => '' }),
    about: () => Promise.reject(new Error('not asked')),
  });
  return {
    list: async () => (await operations.listSettings(call, nothing)).items,
    change: (key: string, value: string) =>
      operations.changeSetting(call, { ...nothing, params: { key }, body: { value } }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('settings that may be changed are changed, and can be changed again', async () => {
  await using settings = await withSettings();

  const first = await settings.change('retention.event-days', '9');
  const second = await settings.change('retention.event-days', '8');

  expect(first).toMatchObject({ value: '9', origin: 'console', changeable: true });
  expect(second).toMatchObject({ value: '8', origin: 'console', changeable: true });
  const items = await settings.list();
  expect(items.find(({ key }) => key === 'retention.event-days')).toEqual(second);
});

test.for([
  ['listen', '0.0.0.0:1', 'state.conflict', 'set it in the configuration file'],
  ['retention.fixed-days', '1', 'state.conflict', 'it is set by --retention.fixed-days'],
  ['nope', '1', 'input.not-found', undefined],
  ['retention.event-days', 'soon', 'usage.invalid-argument', 'give a whole number'],
  ['retention.event-days', '', 'usage.invalid-argument', 'give a whole number'],
] as const)('%s cannot be %j: %s', async ([key, value, code, hint]) => {
  await using settings = await withSettings({ 'retention.fixed-days': '7' });

  await expect(settings.change(key, value)).rejects.toMatchObject({ code, hint });
});

test('who may read settings reads no password', async () => {
  await using settings = await withSettings({
    store: 'postgres://caisson:hush@db/caisson',
    bus: 'nats://hush@bus',
    'mail.password': 'hush',
  });

  const items = await settings.list();

  expect(items.find(({ key }) => key === 'store')?.value).toBe('postgres://caisson:…@db/caisson');
  expect(items.find(({ key }) => key === 'mail.password')?.value).toBe('(set)');
  expect(JSON.stringify(items)).not.toContain('hush');
});
