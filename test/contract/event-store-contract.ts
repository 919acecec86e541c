import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/estate/event/event-row.ts';
import type {
  EventInput,
  EventStore,
  EventStoreOptions,
} from '../../src/estate/event/event-store.ts';

export const start = Date.UTC(2026, 10, 22, 12);

/** A clock that a test moves. */
export interface EventClock {
  now: number;
}
export type OpenEvents = (clock: EventClock, options?: EventStoreOptions) => Promise<EventStore>;

export function eventAt(time: number, more: Partial<EventInput> = {}): EventInput {
  return {
    id: `e${time}`,
    time,
    kind: 'exec',
    pid: 7,
    process: 'sh',
    cluster: 'prod',
    namespace: 'shop',
    ...more,
  };
}

async function pages(store: EventStore, limit: number, filter = {}): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list(filter, 'all', { cursor, limit });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** What every store of events has to keep to. */
export function eventStoreContract(engine: string, open: OpenEvents): void {
  describe(`${engine}`, () => {
    test('gives back an event as it came, hostile text and all', async () => {
      const clock = { now: start };
      await using store = await open(clock);
      const event = {
        id: '01JD3Z0000000000000000000A',
        time: start - 5,
        kind: 'connect',
        pid: 41,
        process: '<img src=x>',
        exe: '/bin/sh',
        arguments: `sh -c "'; DROP TABLE event; --" \u001B[2J`,
        path: '/tmp/{a,b}',
        peer: '10.0.0.1:443',
        container: 'c1',
        uid: 0,
        parent: 'nginx',
        workload: { id: '12', name: 'shop/web' },
        cluster: 'prod',
        namespace: 'shop',
        repository: 'reg/shop',
        rule: 'shell in a container',
        severity: 'high',
      };

      await store.append({ id: 'b', node: 'n1', events: [event] });
      const { items, next } = await store.list({}, 'all', { limit: 10 });

      expect(items).toEqual([{ ...event, received: start, node: 'n1' }]);
      expect(next).toBeUndefined();
    });

    test('the same batch again changes nothing, another node may use the same id', async () => {
      await using store = await open({ now: start });
      const batch = { id: 'b', node: 'n1', events: [eventAt(start)] };

      const outcomes = await Promise.all([
        store.append(batch),
        store.append(batch),
        store.append({ ...batch, node: 'n2' }),
      ]);
      const again = await store.append(batch);

      expect(outcomes.filter(({ isDuplicate }) => isDuplicate)).toHaveLength(1);
      expect(again).toEqual({ isDuplicate: true });
      expect(await pages(store, 10)).toHaveLength(2);
      expect((await store.hourly(1, {}, 'all'))[0]?.events).toBe(2);
    });

    test('newest first, page by page, over days, nothing twice and nothing left out', async () => {
      const clock = { now: start };
      await using store = await open(clock);
      const wanted: EventInput[] = [];
      for (let day = 0; day < 3; day += 1) {
        clock.now = start + day * dayMs;
        const events = Array.from({ length: 40 }, (_, at) =>
          eventAt(clock.now - ((at * 7919) % 20) * 3_600_000, { id: `d${day}-${at}` }),
        );
        await store.append({ id: `b${day}`, node: 'n', events });
        wanted.push(...events);
      }

      const found = await pages(store, 7);

      const times = new Map(wanted.map(({ id, time }) => [id, time]));
      expect(new Set(found).size).toBe(120);
      expect(found.map((id) => times.get(id))).toEqual(
        wanted.map(({ time }) => time).toSorted((a, b) => b - a),
      );
    });

    const various = [
      eventAt(start - 1, { id: 'a', container: 'c1', workload: { id: '1', name: 'web' } }),
      eventAt(start - 2, {
        id: 'b',
        container: 'c2',
        workload: { id: '1', name: 'web' },
        kind: 'open',
        path: '/etc/Shadow',
      }),
      eventAt(start - 3, {
        id: 'c',
        container: 'c2',
        workload: { id: '2', name: 'db' },
        rule: 'r',
        severity: 'high',
      }),
      eventAt(start - 4, {
        id: 'd',
        namespace: 'pay',
        repository: 'reg/pay/api',
        arguments: 'cat /etc/shadow',
      }),
      eventAt(start - 5, {
        id: 'e',
        cluster: '',
        namespace: '',
        kind: 'connect',
        peer: '1.2.3.4:53',
      }),
    ];
    test.for([
      ['workload', { workload: '1' }, 'ab'],
      ['container', { container: 'c2' }, 'bc'],
      ['container and workload', { container: 'c2', workload: '1' }, 'b'],
      ['kinds', { kinds: ['open', 'connect'] }, 'be'],
      ['node', { node: 'n' }, 'abcde'],
      ['another node', { node: 'other' }, ''],
      ['alarms', { alarms: true }, 'c'],
      ['no alarms', { alarms: false }, 'abde'],
      ['time', { from: start - 4, to: start - 2 }, 'bcd'],
      ['text in path and arguments', { text: 'SHADOW' }, 'bd'],
      ['text that is a pattern elsewhere', { text: '%' }, ''],
      ['a word nobody used', { workload: 'none' }, ''],
    ] as const)('finds by %s', async ([, filter, ids]) => {
      await using store = await open({ now: start });
      await store.append({ id: 'b', node: 'n', events: various });

      expect((await pages(store, 2, filter)).join('')).toBe(ids);
    });

    test.for([
      ['nowhere', [], ''],
      ['a namespace', [{ cluster: 'prod', namespace: 'pay' }], 'd'],
      ['a cluster', [{ cluster: 'prod' }], 'abcd'],
      ['a repository', [{ repository: 'reg/pay' }], 'd'],
      ['two places', [{ namespace: 'pay' }, { cluster: '' }], 'de'],
    ] as const)('within reach of %s', async ([, reach, ids]) => {
      await using store = await open({ now: start });
      await store.append({ id: 'b', node: 'n', events: various });

      const { items } = await store.list({}, reach, { limit: 10 });
      const [hour] = (await store.hourly(2, {}, reach)).slice(0, 1);

      expect(items.map(({ id }) => id).join('')).toBe(ids);
      expect(hour?.events).toBe(ids.length);
    });

    test('hours without events are there as well', async () => {
      await using store = await open({ now: start + 1 });
      await store.append({
        id: 'b',
        node: 'n',
        events: [eventAt(start - 7_200_000, { severity: 'high' }), eventAt(start)],
      });

      expect(await store.hourly(4, {}, 'all')).toEqual([
        { hour: start - 3 * 3_600_000, events: 0, bySeverity: {} },
        { hour: start - 2 * 3_600_000, events: 1, bySeverity: { high: 1 } },
        { hour: start - 3_600_000, events: 0, bySeverity: {} },
        { hour: start, events: 1, bySeverity: {} },
      ]);
    });

    test.for([[0], [-1e15], [8.64e15], [Number.NaN], [start + 40 * dayMs]])(
      'a time of %s is not believed but kept',
      async ([time]) => {
        await using store = await open({ now: start });
        await store.append({ id: 'b', node: 'n', events: [eventAt(time ?? 0, { id: 'odd' })] });

        const [event] = (await store.list({}, 'all', { limit: 1 })).items;

        expect(Math.abs((event?.time ?? 0) - start)).toBeLessThanOrEqual(dayMs);
        expect(event?.claimed).toBe(Number.isNaN(time) ? undefined : time);
      },
    );

    test('days go after a while, what an incident holds stays with it', async () => {
      const clock = { now: start };
      const hold = { incident: 'i1', container: 'c1', from: start - 10, to: start + 10 };
      await using store = await open(clock, { maxDays: 2, holds: async () => [hold] });
      await store.append({
        id: 'old',
        node: 'n',
        events: [eventAt(start, { id: 'held', container: 'c1' }), eventAt(start, { id: 'gone' })],
      });
      clock.now = start + 5 * dayMs;
      await store.append({ id: 'new', node: 'n', events: [eventAt(clock.now, { id: 'new' })] });

      await store.retain(clock.now);

      expect(await pages(store, 10)).toEqual(['new']);
      expect((await store.held('i1')).map(({ id }) => id)).toEqual(['held']);
      expect(await store.held('i2')).toEqual([]);
      expect((await store.hourly(121, {}, 'all'))[0]?.events).toBe(2);
      expect((await store.storage()).oldest).toBe(clock.now);
    });

    test.for(['', 'x', 'e30', Buffer.from('[1,2,3]').toString('base64url'), 'A'.repeat(501)])(
      'the cursor "%s" is refused',
      async (cursor) => {
        await using store = await open({ now: start });

        await expect(store.list({}, 'all', { cursor, limit: 1 })).rejects.toMatchObject({
          code: 'input.malformed',
        });
      },
    );

    test('an empty store has nothing to tell', async () => {
      await using store = await open({ now: start });

      expect(await store.list({ container: 'c' }, 'all', { limit: 5 })).toEqual({
        items: [],
        damaged: [],
      });
      expect(await store.storage()).toMatchObject({ stray: 0, damaged: [] });
      expect(await store.retain(start)).toEqual([]);
    });
  });
}
