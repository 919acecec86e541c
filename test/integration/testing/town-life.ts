import { setTimeout as delay } from 'node:timers/promises';
import type { Town } from './town.ts';

type Deed = readonly [name: string, deed: (town: Town) => Promise<unknown>];

/** What happens in an ordinary hour, beside the visitors and what the services do by themselves. */
const deeds: readonly Deed[] = [
  ['build', (town) => town.job('build', 'build')],
  [
    'dump job',
    (town) =>
      town.job(
        'dump',
        'db',
        'pg_dump',
        '-h',
        'db.shop.test',
        '-U',
        'postgres',
        '-f',
        '/tmp/shop.sql',
        'shop',
      ),
  ],
  [
    'dump by exec',
    (town) =>
      town.exec('db', 'sh', '-c', 'pg_dump -U postgres shop | gzip > /tmp/dump-$(date +%s).sql.gz'),
  ],
  ['ready by exec', (town) => town.exec('db', 'pg_isready', '-U', 'postgres')],
  [
    'query',
    (town) =>
      town.exec(
        'db',
        'psql',
        '-U',
        'postgres',
        '-c',
        `SELECT count(*), now() FROM article WHERE id < ${Date.now() % 500}`,
        'shop',
      ),
  ],
  ['vacuum', (town) => town.exec('db', 'vacuumdb', '-U', 'postgres', '-q', 'shop')],
  ['snapshot', (town) => town.exec('cache', 'redis-cli', 'bgsave')],
  ['rewrite', (town) => town.exec('cache', 'redis-cli', 'bgrewriteaof')],
  ['reload by exec', (town) => town.exec('web', 'nginx', '-s', 'reload')],
  ['reload', (town) => town.docker('kill', '-s', 'HUP', town.containerOf('web'))],
  [
    'rotation',
    async (town) => {
      await town.exec('web', 'logrotate', '-f', '/etc/logrotate.d/site');
      await town.docker('kill', '-s', 'USR1', town.containerOf('web'));
    },
  ],
];

/** Visitors until the signal. */
async function visit(town: Town, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await town.get('/');
    await town.get('/api/');
    await town.get('/api/export');
    await town.get('/api/upload', 'x'.repeat(40_000));
    await town.get('/missing');
    await delay(100);
  }
}

const hour: readonly Deed[] = [
  ...deeds,
  ...(['web', 'api', 'cache', 'db'] as const).map(
    (service): Deed => [`replace ${service}`, (town) => town.replace(service)],
  ),
  [
    'restart',
    async (town) => {
      await town.docker('restart', '-t', '5', town.containerOf('cache'));
      await town.ready();
    },
  ],
];

/** How long an ordinary time lasts: so many rounds of all deeds, and more until the minutes are over. */
export interface Ordinary {
  readonly rounds: number;
  readonly minutes: number;
  /** Another order of deeds for another number. */
  readonly seed: number;
}

/** Life as it always is, with visitors throughout. */
export async function ordinaryHour(town: Town, { rounds, minutes, seed }: Ordinary): Promise<void> {
  const over = new AbortController();
  const until = performance.now() + minutes * 60_000;
  const visits = visit(town, over.signal);
  try {
    for (let round = 0; round < rounds || performance.now() < until; round += 1)
      for (const [, deed] of shuffled(hour, seed + round)) await deed(town);
  } finally {
    over.abort();
    await visits;
  }
}

/** Another order for each seed. */
function shuffled<T>(all: readonly T[], seed: number): readonly T[] {
  let state = seed * 7919 + 17;
  const keyed = all.map((one) => {
    state = (state * 48_271) % 2_147_483_647;
    return { one, key: state };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}
