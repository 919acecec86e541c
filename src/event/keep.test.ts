import { expect, test } from 'vitest';
import { eventFromJson } from './event-json.ts';
import { keptEvent, keptProcess } from './keep.ts';
import { ProcessTable } from './process-table.ts';
import { identityOf, imageOf } from './testing.ts';

test('a kept process stays as it was', () => {
  const table = new ProcessTable();
  table.put(1, identityOf({ born: 1, parentPid: 0, name: 'init' }), imageOf());
  const live = table.fork(1, 2, identityOf({ born: 2, name: 'sh' }));

  const kept = keptProcess(live);
  live.rename('cat');

  expect(kept).toMatchObject({ name: 'sh', parent: { name: 'init' } });
  expect(Object.values(kept)).not.toContain(undefined);
  expect(structuredClone(kept)).toEqual(kept);
});

test('ancestors, arguments and their bytes are bounded', () => {
  const table = new ProcessTable();
  for (let pid = 1; pid <= 40; pid += 1)
    table.fork(pid - 1, pid, identityOf({ born: pid, parentPid: pid - 1 }));
  const live = table.exec(
    40,
    50,
    identityOf({ born: 40, parentPid: 39 }),
    imageOf({ args: ['abcdef', 'b', 'c'] }),
  );

  const kept = keptProcess(live, { maxAncestors: 2, maxArgs: 2, maxBytes: 3 });

  expect(kept.args).toEqual(['abc', 'b']);
  expect(kept.parent?.parent?.pid).toBe(38);
  expect(kept.parent?.parent?.parent).toBeUndefined();
});

test('an event is kept whole, the environment only when asked for', () => {
  const event = eventFromJson({
    type: 'open',
    result: 3,
    process: { env: ['TOKEN=x'] },
    fd: { name: '/etc/passwd' },
    args: { name: 'passwd', data: 'x'.repeat(10) },
    marks: ['truncated'],
  });

  expect(keptEvent(event, { environment: true })).toEqual(event);
  expect(keptEvent(event).process.env).toBeUndefined();
});
