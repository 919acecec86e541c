import { expect, test } from 'vitest';
import { settingMigration } from '#estate/setting/migration.ts';
import { changeSetting } from '#estate/setting/setting.ts';
import { migrate } from '#sql/migrate.ts';
import { openSqlite } from '#sql/open-sqlite.ts';
import { configInForce } from './in-force.ts';
import { type ConfigSources, readConfig } from './read-config.ts';

const file = { path: 'caisson.yaml', text: 'retention: {event-days: 3}' };
const nothing: ConfigSources = { environment: {}, flags: {}, readFile: () => '' };

async function daysWith(sources: Partial<ConfigSources>, key: string, value: string) {
  await using database = await openSqlite(':memory:');
  await migrate(database, [settingMigration]);
  await database.transaction((tx) => changeSetting(tx, { key, value, by: 'Ada', now: 1 }));
  const config = await configInForce(readConfig({ ...nothing, ...sources }), database);
  const { origin } = config.values.find((one) => one.key === 'retention.event-days') ?? {};
  return { days: config.count('retention.event-days'), listen: config.text('listen'), origin };
}

const key = 'retention.event-days';
test.for([
  ['over what is built in', {}, key, '5', 5, 'console'],
  ['over the file', { file }, key, '5', 5, 'console'],
  [
    'not over the environment',
    { environment: { CAISSON_RETENTION_EVENT_DAYS: '4' } },
    key,
    '5',
    4,
    'environment',
  ],
  ['not over a flag', { flags: { [key]: '2' } }, key, '5', 2, 'flag'],
  ['not with a value that cannot be', { file }, key, 'soon', 3, 'file'],
  ['not where the console may not', { file }, 'listen', '0.0.0.0:1', 3, 'file'],
] as const)('the console counts %s', async ([, sources, name, value, days, origin]) => {
  expect(await daysWith(sources, name, value)).toEqual({ days, origin, listen: '127.0.0.1:7480' });
});
