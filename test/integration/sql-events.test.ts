import { afterAll, beforeAll, describe } from 'vitest';
import { eventMigration } from '../../src/estate/event/migration.ts';
import { openEventPartitions } from '../../src/estate/event/open-event-partitions.ts';
import { migrate } from '../../src/sql/migrate.ts';
import { openPostgres } from '../../src/sql/open-postgres.ts';
import { eventStoreContract } from '../contract/event-store-contract.ts';
import { hasPostgres, type PostgresServer, startPostgres } from './testing/postgres.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
let server: PostgresServer;

describe.skipIf(!hasPostgres)('events in PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  eventStoreContract('partitions', async (clock, options) => {
    const database = await openPostgres(await server.create(), { log });
    await migrate(database, [eventMigration]);
    return openEventPartitions(database, { clock: () => new Date(clock.now), log }, options);
  });
});
