/**
 * The console in Chromium on 50,000 findings: when the largest thing of a page is painted. `node bench/console.ts [RUNS=5]`. Prints, for each page,
 * milliseconds: the median and the worst.
 */
import { builtConsole, startStage } from '../test/support/console-browser.ts';

const runs = Number(process.argv[2] ?? 5);
const pages = [
  '/',
  '/findings',
  '/vulnerabilities',
  '/images',
  '/workloads',
  '/network',
  '/incidents',
];

await using stage = await startStage(await builtConsole());
for (const path of pages) {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await largestPaint(path));
  const sorted = times.toSorted((a, b) => a - b);
  const [median = 0, worst = 0] = [sorted[Math.floor(runs / 2)], sorted.at(-1)];
  process.stdout.write(`${path.padEnd(20)} ${median.toFixed(0)} ${worst.toFixed(0)}\n`);
}

async function largestPaint(path: string): Promise<number> {
  const page = await stage.open(path);
  await page.waitForLoadState('networkidle');
  const paint = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        new PerformanceObserver((list) => done(list.getEntries().at(-1)?.startTime ?? 0)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        });
      }),
  );
  await page.context().close();
  return paint;
}
