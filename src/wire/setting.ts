import { z } from 'zod';
import { routesOf } from './route.ts';
import { time } from './values.ts';

const setting = z.object({
  key: z.string(),
  value: z.string(),
  origin: z.enum(['default', 'file', 'environment', 'flag', 'console']),
  description: z.string(),
  changeable: z.boolean(),
});

export const settingRoutes = routesOf({
  listSettings: {
    method: 'GET',
    path: '/settings',
    tag: 'system',
    permission: 'settings.read',
    summary: 'Settings, each with where it comes from',
    answer: z.object({ items: z.array(setting) }),
  },
  changeSetting: {
    method: 'PATCH',
    path: '/settings/{key}',
    tag: 'system',
    permission: 'settings.write',
    summary: 'Change a setting',
    params: z.object({ key: z.string().min(1).max(100) }),
    body: z.object({ value: z.string().max(2000) }),
    answer: setting,
  },
  readAbout: {
    method: 'GET',
    path: '/about',
    tag: 'system',
    permission: 'self',
    summary: 'Version, store, and what this program is made of',
    answer: z.object({
      version: z.string(),
      store: z.string(),
      bus: z.string(),
      node: z.string(),
      started: time,
      database: z.object({ build: z.string(), builtAt: z.string(), origin: z.string() }),
    }),
  },
});
