import { z } from 'zod';
import { page, pageOf, several } from './query.ts';
import { routesOf } from './route.ts';
import { byId, count, findingCounts, id, usage } from './values.ts';

const component = z.object({
  id,
  purl: z.string(),
  name: z.string(),
  version: z.string(),
  ecosystem: z.string(),
  license: z.string().optional(),
  path: z.string().optional(),
  layer: count.optional(),
  usage,
  findings: findingCounts,
});

const difference = z.object({
  components: z.object({
    added: z.array(component),
    removed: z.array(component),
    changed: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  }),
  findings: z.object({
    opened: count,
    closed: count,
    openedIds: z.array(id),
    closedIds: z.array(id),
  }),
});

export const componentRoutes = routesOf({
  listImageComponents: {
    method: 'GET',
    path: '/images/{id}/components',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Software of an image',
    params: byId,
    query: page.extend({
      q: z.string().max(200).optional(),
      layer: z.coerce.number().int().optional(),
      usage: several(usage),
    }),
    answer: pageOf(component),
  },
  compareImages: {
    method: 'GET',
    path: '/images/{id}/difference',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'What differs from another image',
    params: byId,
    query: z.object({ before: id }),
    answer: difference,
  },
  searchComponents: {
    method: 'GET',
    path: '/components',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Where a piece of software is',
    query: page.extend({ q: z.string().min(2).max(200), version: z.string().max(100).optional() }),
    answer: pageOf(
      z.object({
        purl: z.string(),
        name: z.string(),
        version: z.string(),
        ecosystem: z.string(),
        images: count,
        running: count,
        loaded: count,
      }),
    ),
  },
});
