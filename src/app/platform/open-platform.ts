import { join } from 'node:path';
import { type Bus, openBus } from '#bus/bus.ts';
import type { ChangeLog, Platform } from '#contract/platform.ts';
import type { Scope } from '#contract/scope.ts';
import { auditLogOf } from '#estate/audit/audit-log.ts';
import { createChangeLog } from '#estate/change/change-log.ts';
import type { EventBounds, EventStore } from '#estate/event/event-store.ts';
import { openEvents } from '#estate/event/open-events.ts';
import { createJobQueue } from '#estate/job/queue.ts';
import { heldForIncidents } from '#estate/runtime/old-incidents.ts';
import { openVault, type Vault } from '#identity/vault.ts';
import { migrate } from '#sql/migrate.ts';
import { openDatabase } from '#sql/open-database.ts';
import { BelievedTime } from './believed-time.ts';
import { configInForce } from './config/in-force.ts';
import type { Config } from './config/read-config.ts';
import { platformMigrations } from './migrations.ts';
import { prepareStateDirectory } from './state-directory.ts';

/** Where the parts of an installation lie. */
export interface PlatformPlace {
  readonly config: Config;
  /** State of this machine; the platform's own part lies below it. */
  readonly stateDirectory: string;
}

/** An installation that was opened: database, events, bus, keys. */
export interface OpenPlatform extends Platform, AsyncDisposable {
  readonly bus: Bus;
  readonly events: EventStore;
  readonly vault: Vault;
  readonly directory: string;
  /** By which old things go. */
  readonly believed: BelievedTime;
  /** Names of the steps of the schema that were applied just now. */
  readonly migrated: readonly string[];
}

/** Where the platform keeps what is its own. */
export function platformDirectory({
  stateDirectory,
}: Pick<PlatformPlace, 'stateDirectory'>): string {
  return join(stateDirectory, 'platform');
}

/** What `openDatabase` takes. */
export function storeOf({ config, stateDirectory }: PlatformPlace): string {
  return config.text('store') || join(platformDirectory({ stateDirectory }), 'caisson.sqlite');
}

/** Opens an installation, or makes it, and brings its schema up to date. Throws `host.io`, `access.unreachable`, `usage.*`. */
export async function openPlatform(place: PlatformPlace, scope: Scope): Promise<OpenPlatform> {
  const { config } = place;
  const directory = platformDirectory(place);
  prepareStateDirectory(directory);
  await using opening = new AsyncDisposableStack();
  const vault = openVault(config.text('key-file') || join(directory, 'key'));
  const database = opening.use(await openDatabase(storeOf(place), scope));
  const migrated = await migrate(database, platformMigrations);
  const believed = new BelievedTime(scope);
  await believed.load(database);
  const bus = opening.use(await openBus(config.text('bus'), scope));
  async function bounds(): Promise<EventBounds> {
    const now = await configInForce(config, database);
    return { maxBytes: now.bytes('retention.events'), maxDays: now.count('retention.event-days') };
  }
  const events = opening.use(
    await openEvents(database, join(directory, 'events'), scope, {
      ...(await bounds()),
      bounds,
      holds: () => heldForIncidents(database),
      forgetBy: () => believed.now(),
    }),
  );
  const changes = announced(createChangeLog(database, scope.clock), bus);
  const stack = opening.move();
  return {
    database,
    changes,
    jobs: createJobQueue(database, scope.clock, { announcer: bus.announcer('jobs') }),
    audit: auditLogOf({ clock: scope.clock, signer: vault, changes }),
    scope,
    bus,
    events,
    vault,
    directory,
    believed,
    migrated,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What was committed here is told to the other processes, and the other way round. */
function announced(log: ChangeLog, bus: Bus): ChangeLog {
  const announcer = bus.announcer('changes');
  announcer.listen(() => log.committed());
  return {
    append: (tx, changes) => log.append(tx, changes),
    after: (seq, reach, limit) => log.after(seq, reach, limit),
    latest: () => log.latest(),
    onCommit: (listener) => log.onCommit(listener),
    committed() {
      log.committed();
      announcer.tell();
    },
  };
}
