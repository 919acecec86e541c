import { z } from 'zod';
import { routesOf } from './route.ts';
import { byId, done, id, words } from './values.ts';

const view = z.object({
  id,
  name: z.string(),
  page: z.string(),
  search: z.string(),
  shared: z.boolean(),
  owner: z.string(),
});

export const viewRoutes = routesOf({
  listViews: {
    method: 'GET',
    path: '/views',
    tag: 'system',
    permission: 'self',
    summary: 'Saved views',
    answer: z.object({ items: z.array(view) }),
  },
  addView: {
    method: 'POST',
    path: '/views',
    tag: 'system',
    permission: 'self',
    summary: 'Save a view',
    body: z.object({
      name: words,
      page: z.string().max(60),
      search: z.string().max(2000),
      shared: z.boolean().default(false),
    }),
    answer: view,
  },
  removeView: {
    method: 'DELETE',
    path: '/views/{id}',
    tag: 'system',
    permission: 'self',
    summary: 'Remove a saved view',
    params: byId,
    answer: done,
  },
});
