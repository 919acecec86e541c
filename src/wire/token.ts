import { z } from 'zod';
import { routesOf } from './route.ts';
import { grant } from './user.ts';
import { byId, done, id, time, words } from './values.ts';

const token = z.object({
  id,
  name: z.string(),
  /** The first characters, to tell tokens apart. */
  prefix: z.string(),
  grants: z.array(grant),
  created: time,
  createdBy: z.string(),
  expires: time,
  lastUsed: time.optional(),
});

export const tokenRoutes = routesOf({
  listTokens: {
    method: 'GET',
    path: '/tokens',
    tag: 'users',
    permission: 'user.read',
    summary: 'API tokens',
    answer: z.object({ items: z.array(token) }),
  },
  addToken: {
    method: 'POST',
    path: '/tokens',
    tag: 'users',
    permission: 'user.write',
    summary: 'Make an API token; its secret is shown once',
    body: z.object({
      name: words,
      grants: z.array(grant).min(1).max(20),
      days: z.int().min(1).max(366),
    }),
    answer: z.object({ token, secret: z.string() }),
  },
  removeToken: {
    method: 'DELETE',
    path: '/tokens/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Revoke an API token',
    params: byId,
    answer: done,
  },
});
