import type { Answers } from './answer.ts';
import { day } from './times.ts';

/** Users and tokens. */
export function userAnswers(now: number): Answers {
  return {
    listUsers: () => ({
      items: [
        user(now, '1', 'ada', 'administrator'),
        user(now, '2', 'grace', 'analyst'),
        user(now, '3', 'margaret', 'exception-approver'),
        user(now, '4', 'edsger', 'viewer'),
      ],
    }),
    listTokens: () => ({
      items: [
        {
          id: '1',
          name: 'CI of shop',
          prefix: 'cai_7fK2',
          grants: [{ role: 'ingest' }],
          created: now - 40 * day,
          createdBy: 'ada',
          expires: now + 20 * day,
          lastUsed: now - 100_000,
        },
        {
          id: '2',
          name: 'Old importer',
          prefix: 'cai_00aP',
          grants: [{ role: 'analyst' }],
          created: now - 300 * day,
          createdBy: 'ada',
          expires: now + 3 * day,
        },
      ],
    }),
    addToken: ({ body }) => ({
      token: {
        id: '9',
        name: body.name,
        prefix: 'cai_9xYz',
        grants: body.grants,
        created: now,
        createdBy: 'ada',
        expires: now + body.days * day,
      },
      secret: `cai_9xYz${'0123456789abcdef'.repeat(2)}`,
    }),
  };
}

function user(now: number, id: string, name: string, role: string): unknown {
  const place = id === '2' ? { place: { cluster: 'west-1', namespace: 'payments' } } : {};
  return {
    id,
    name,
    email: `${name}@example.org`,
    origin: id === '3' ? 'oidc' : 'local',
    grants: [{ role, ...place }],
    passkeys: Number(id) % 2,
    hasPassword: true,
    disabled: id === '4',
    created: now - 90 * day,
    lastSeen: now - Number(id) * 4_000_000,
  };
}
