import { type Answers, pageOf } from './answer.ts';
import { hostileText } from './hostile-text.ts';
import { hour } from './times.ts';

/** Coverage and jobs. */
export function healthAnswers(now: number): Answers {
  return {
    readCoverage: () => ({
      blind: [
        {
          kind: 'node.absent',
          title: '1 host is not watched',
          count: 1,
          reason: 'the kernel has no BTF',
          remedy: 'install a kernel of 5.8 or newer, or give the sensor a BTF file',
          ref: 'h-4',
        },
        {
          kind: 'asset.never-scanned',
          title: '2 assets were never scanned',
          count: 2,
          reason: 'the registry refused the pull: 401 unauthorized',
          remedy: 'give credentials of the registry under Settings',
          ref: 'img-10',
        },
        {
          kind: 'asset.gaps',
          title: '3 assets could not be read in full',
          count: 3,
          reason: hostileText,
          remedy: 'open the image and look at its gaps',
        },
      ],
      ages: [
        {
          name: 'Advisories',
          at: now - 5 * hour,
          text: 'build 2026-11-22.1, 5 hours old',
          state: 'good',
        },
        { name: 'Known exploited (KEV)', at: now - 90 * hour, text: '4 days old', state: 'old' },
        { name: 'EPSS', text: 'there is none', state: 'missing' },
      ],
      storage: [
        { name: 'Store', bytes: 812_000_000, limit: 20_000_000_000 },
        { name: 'Events', bytes: 18_900_000_000, limit: 20_000_000_000 },
      ],
      queues: [
        { name: 'scan', waiting: 14, oldest: now - 300_000, failed: 2 },
        { name: 'to Security log', waiting: 0, failed: 0 },
      ],
      lost: 1412,
    }),
    listJobs: ({ query }) =>
      pageOf(
        Array.from({ length: 30 }, (_, at) => ({
          id: String(900 - at),
          kind: ['scan-image', 'match', 'report', 'check-registry'][at % 4] ?? 'scan-image',
          subject: at === 2 ? hostileText : `registry.example/shop/checkout:2.14.${at}`,
          state: (['running', 'waiting', 'failed', 'done', 'done'] as const)[at % 5] ?? 'done',
          attempts: 1 + (at % 3),
          created: now - at * 300_000,
          ...(at % 5 === 1 ? {} : { started: now - at * 300_000 + 4000 }),
          ...(at % 5 > 1 ? { finished: now - at * 300_000 + 60_000 } : {}),
          ...(at % 5 === 2 ? { error: 'the registry refused the pull: 401 unauthorized' } : {}),
        })).filter((one) => query.state?.includes(one.state) ?? true),
        query,
      ),
  };
}
