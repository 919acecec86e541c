import { z } from 'zod';
import { roles } from './permission.ts';
import { routesOf } from './route.ts';
import { byId, count, done, id, place, time } from './values.ts';

/** A role, in a place or everywhere. */
export const grant = z.object({ role: z.enum(roles), place: place.optional() });

const user = z.object({
  id,
  name: z.string(),
  email: z.string().optional(),
  origin: z.enum(['local', 'oidc']),
  grants: z.array(grant),
  passkeys: count,
  hasPassword: z.boolean(),
  disabled: z.boolean(),
  created: time,
  lastSeen: time.optional(),
});

export const userRoutes = routesOf({
  listUsers: {
    method: 'GET',
    path: '/users',
    tag: 'users',
    permission: 'user.read',
    summary: 'Users and their grants',
    answer: z.object({ items: z.array(user) }),
  },
  addUser: {
    method: 'POST',
    path: '/users',
    tag: 'users',
    permission: 'user.write',
    summary: 'Add a local user',
    body: z.object({
      name: z.string().min(1).max(200),
      email: z.email().optional(),
      grants: z.array(grant).max(50),
    }),
    answer: z.object({
      user,
      /** Signs in once, to set a password or a passkey. */ invitation: z.string(),
    }),
  },
  changeUser: {
    method: 'PATCH',
    path: '/users/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Change grants, or disable a user',
    params: byId,
    body: z.object({ grants: z.array(grant).max(50).optional(), disabled: z.boolean().optional() }),
    answer: user,
  },
  removeUser: {
    method: 'DELETE',
    path: '/users/{id}',
    tag: 'users',
    permission: 'user.write',
    summary: 'Remove a user',
    params: byId,
    answer: done,
  },
});
