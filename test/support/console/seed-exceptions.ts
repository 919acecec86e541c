import type { Exception, Finding } from './estate.ts';
import { day } from './times.ts';

/** Exceptions in every state. */
export function makeExceptions(now: number, findings: readonly Finding[]): Exception[] {
  const states = [
    'requested',
    'requested',
    'active',
    'active',
    'active',
    'ended',
    'rejected',
  ] as const;
  return states.map((state, at) => ({
    id: String(at + 1),
    scope: {
      rule: findings[at * 2]?.rule ?? 'CVE-2024-6387',
      ...(at % 2 === 0
        ? { repository: 'registry.example/shop' }
        : { namespace: 'payments', cluster: 'west-1' }),
    },
    justification: at % 2 === 0 ? 'vulnerable_code_not_in_execute_path' : 'risk_accepted',
    reason:
      at % 2 === 0
        ? 'sshd is installed but no unit starts it; checked in the running pods'
        : 'The move to the new base is planned for sprint 48',
    owner: 'ada',
    requestedBy: at === 1 ? 'root' : 'grace',
    requested: now - (at + 1) * 5 * day,
    state,
    ...(state === 'active' ? { approvedBy: 'margaret', approved: now - at * 4 * day } : {}),
    ...(state === 'ended' ? { endedReason: 'a fix is there: 1:9.2p1-2+deb12u3' } : {}),
    ends: at % 2 === 0 ? ['date', 'exploited'] : ['date'],
    expires: now + (at * 9 - 4) * day,
    findings: 3 + at,
    version: 1,
  }));
}
