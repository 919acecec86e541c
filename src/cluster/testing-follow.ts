import type { Informer } from './informer.ts';
import { configMaps, openAt, testScope, until } from './testing.ts';
import { FakeServer } from './testing-server.ts';
import type { Timing } from './timing.ts';

/** A store of the fake server's objects that is up to date. */
export interface Followed extends AsyncDisposable {
  readonly fake: FakeServer;
  readonly store: Informer;
  /** What the store told: `added a`. */
  readonly told: string[];
}

/** Starts all three. */
export async function follow(
  timing: Partial<Timing> = {},
  limits: { readonly maxFileBytes?: number } = {},
): Promise<Followed> {
  const fake = await FakeServer.start();
  const cluster = openAt(fake.server, timing);
  const store = cluster.informer(configMaps, {}, testScope(undefined, limits));
  const told: string[] = [];
  store.onChange(({ type, object }) => told.push(`${type} ${object.name}`));
  await store.synced;
  await until(() => fake.watchers.size === 1);
  async function dispose(): Promise<void> {
    await store[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
    await fake[Symbol.asyncDispose]();
  }
  return { fake, store, told, [Symbol.asyncDispose]: dispose };
}
