import { type Answers, pageOf } from './answer.ts';
import { makeMap } from './seed-map.ts';
import { makePaths } from './seed-paths.ts';
import { townNames } from './seed-town.ts';
import { hour } from './times.ts';

/** The map, connections and attack paths. */
export function networkAnswers(now: number): Answers {
  const paths = makePaths();
  return {
    readMap: () => makeMap(now),
    listFlows: ({ query }) =>
      pageOf(
        townNames.slice(1).map(([to, namespace], at) => ({
          id: `f${at}`,
          from: 'shop/checkout',
          to: `${namespace}/${to}`,
          fromWorkload: 'w-0',
          toWorkload: `w-${at + 1}`,
          port: [6379, 5432, 8080, 443][at % 4] ?? 80,
          protocol: 'tcp',
          count: 40_000 - at * 3100,
          first: now - 300 * hour,
          last: now - at * 90_000,
        })),
        query,
      ),
    listAttackPaths: ({ query }) => pageOf(paths, query),
    readAttackPath: ({ params }) => paths.find((one) => one.id === params.id) ?? paths[0],
  };
}
