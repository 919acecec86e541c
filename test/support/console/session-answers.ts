import { type Permission, permissions } from '#wire/permission.ts';
import { type Answers, ApiFault } from './answer.ts';

/** Signing in: as an administrator, with any password but `wrong`. */
export function sessionAnswers(now: number): Answers {
  const session = {
    user: { id: '1', name: 'ada', kind: 'user' },
    permissions: permissions.filter((one: Permission) => one !== 'ingest.write'),
    grants: [{ role: 'administrator' }],
    csrf: 'c'.repeat(32),
    expires: now + 8 * 3_600_000,
  };
  return {
    readSession: () => session,
    signIn: ({ body }) => {
      if (body.password === 'wrong')
        throw new ApiFault(401, 'access.unauthenticated', 'the name or the password is wrong');
      return session;
    },
    signInFirst: () => session,
    signInWays: () => ({
      firstRun: false,
      password: true,
      passkey: true,
      oidc: { name: 'Example SSO' },
    }),
  };
}
