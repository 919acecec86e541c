import { z } from 'zod';
import { routesOf } from './route.ts';
import { byId, count, done, id, time } from './values.ts';

const registry = z.object({
  id,
  /** `registry.example/team` or one repository. */
  name: z.string(),
  tags: z.string().optional(),
  everyMinutes: count,
  images: count,
  checked: time.optional(),
  error: z.string().optional(),
});

export const registryRoutes = routesOf({
  listRegistries: {
    method: 'GET',
    path: '/registries',
    tag: 'assets',
    permission: 'asset.read',
    summary: 'Registries that are watched',
    answer: z.object({ items: z.array(registry) }),
  },
  addRegistry: {
    method: 'POST',
    path: '/registries',
    tag: 'assets',
    permission: 'settings.write',
    summary: 'Watch a registry or a repository',
    body: z.object({
      name: z.string().min(1).max(300),
      tags: z.string().max(200).optional(),
      everyMinutes: z.int().min(1).max(10_080).default(60),
    }),
    answer: registry,
  },
  removeRegistry: {
    method: 'DELETE',
    path: '/registries/{id}',
    tag: 'assets',
    permission: 'settings.write',
    summary: 'Stop watching a registry',
    params: byId,
    answer: done,
  },
});
