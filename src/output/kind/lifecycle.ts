import type { LifecycleFacts, LifecycleFinding } from '#model/finding.ts';
import { clean } from '../clean.ts';
import type { Detail } from './words.ts';

/** What a status of support means, for people. */
const statusWords: Readonly<Record<LifecycleFacts['status'], string>> = {
  'ends-soon': 'support ends soon',
  'security-only': 'security fixes only',
  'extended-only': 'extended support only',
  ended: 'support has ended',
};

/** An operating system or runtime whose support ends. */
export function lifecycleDetail({ rule, lifecycle: facts }: LifecycleFinding): Detail {
  const { period, component, successor } = facts;
  return {
    ids: [rule],
    subject: component?.name ?? period.product,
    change: component?.name ?? period.product,
    version: facts.version,
    ...(successor !== undefined && { fixedVersion: successor }),
    unfixed: 'no supported line known',
    fix:
      successor === undefined
        ? `move to a supported release of ${clean(period.product, 60)}`
        : `move to ${clean(period.product, 60)} ${clean(successor, 60)}`,
    reasons: facts.status === 'ended' ? ['no longer supported'] : [],
    statement: lifecycleSentence(facts),
    links: [],
  };
}

/** `debian 11: support has ended on 2026-06-30`. */
export function lifecycleSentence(facts: LifecycleFacts): string {
  const { period, status } = facts;
  const day = endOf(facts);
  const until = day === undefined ? '' : ` (${endWords[status]} ${clean(day, 20)})`;
  return `${clean(period.product, 60)} ${clean(period.line, 40)}: ${statusWords[status]}${until}`;
}

const endWords: Readonly<Record<LifecycleFacts['status'], string>> = {
  'ends-soon': 'until',
  'security-only': 'until',
  'extended-only': 'until',
  ended: 'since',
};

/** The day that the status speaks of. */
function endOf({ period, status }: LifecycleFacts): string | undefined {
  if (status === 'extended-only') return period.extendedUntil ?? period.supportedUntil;
  if (status === 'ended') return period.supportedUntil ?? period.extendedUntil;
  return period.supportedUntil ?? period.activeUntil;
}
