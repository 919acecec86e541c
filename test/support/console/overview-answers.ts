import type { Answers } from './answer.ts';
import { byTier } from './counts.ts';
import type { Estate } from './estate.ts';
import { day } from './times.ts';

/** The first page, and the search. */
export function overviewAnswers(estate: Estate, now: number): Answers {
  const open = estate.findings;
  const urgent = open.filter((one) => one.tier === 'P0' || one.tier === 'P1').length;
  return {
    readOverview: () => ({
      urgent: { value: urgent, weekAgo: urgent + 6 },
      breached: { value: open.filter((one) => one.breached).length, weekAgo: 9 },
      incidents: { value: 2, weekAgo: 2 },
      blind: { value: 3, weekAgo: 5 },
      coverage: { value: 92, weekAgo: 88 },
      byTier: byTier(open),
      trend: Array.from({ length: 30 }, (_, at) => ({
        day: now - (29 - at) * day,
        open: 90 + Math.round(12 * Math.sin(at / 3)),
        urgent: urgent + 6 - Math.round(at / 5),
        fixed: (at * 7) % 9,
      })),
      changes: [
        {
          time: now - 900_000,
          kind: 'finding.opened',
          text: 'CVE-2024-6387 opened in registry.example/shop/checkout:2.14.0 as P0',
          ref: '1',
        },
        {
          time: now - 4_000_000,
          kind: 'asset.scanned',
          text: 'docker.io/library/nginx:1.25.1 was scanned: 2 opened, 5 fixed',
          ref: 'img-6',
        },
        {
          time: now - 9_000_000,
          kind: 'incident.opened',
          text: 'Shell in container started by a web server',
          ref: '100',
        },
        {
          time: now - 19_000_000,
          kind: 'exception.requested',
          text: 'grace asks for an exception of CVE-2023-4911',
          ref: '1',
        },
      ],
      assets: {
        images: estate.images.length,
        scanned: 10,
        workloads: 41,
        hosts: 6,
        clusters: 1,
        loadedKnown: 29,
      },
    }),
    search: ({ query }) => ({
      items: estate.images
        .filter((image) => image.name.includes(query.q))
        .map((image) => ({ kind: 'image', id: image.id, title: image.name, detail: image.os }))
        .slice(0, 10),
    }),
  };
}
