import { RuntimeIngest } from '#app/platform/live/ingest.ts';
import { testPlatform, testScope } from '#app/platform/live/testing.ts';
import { openEvents } from '#estate/event/open-events.ts';
import { openDatabase } from '#sql/open-database.ts';

/** Takes in batches and says so on standard output until it is killed: `node ingest-child.ts STORE EVENTS FIRST`. */
const [store = '', directory = '', first = '0'] = process.argv.slice(2);
const at = {
  get time(): number {
    return Date.now();
  },
  set time(_: number) {},
};
const scope = testScope(at);
const database = await openDatabase(store, scope);
const platform = await testPlatform(database, at);
const events = await openEvents(database, directory, scope, {});
const ingest = new RuntimeIngest(platform, events, 'n1');

function linesOf(batch: number): string {
  const lines: object[] = [];
  for (let one = 0; one < 20; one += 1) {
    const number = batch * 20 + one;
    const time = 1_700_000_000_000 + number;
    const id = `e${String(number).padStart(8, '0')}`;
    lines.push({ type: 'event', id, time: Date.now(), kind: 'execve', pid: 1, process: 'sh' });
    if (one === 0)
      lines.push({
        type: 'detection',
        detection: {
          id: `d${String(batch).padStart(8, '0')}`,
          time,
          kind: 'rule',
          rule: 'R',
          priority: 'warning',
          severity: 'low',
          source: 'syscall',
          tags: [],
          output: 'x',
          outputFields: {},
          because: [],
        },
      });
  }
  return lines.map((line) => JSON.stringify(line)).join('\n');
}

for (let batch = Number(first); ; batch += 1) {
  await ingest.take({ id: `b${batch}`, node: 'n1', reach: 'all', text: linesOf(batch) });
  process.stdout.write(`${batch}\n`);
}
