import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, pageOf } from './answer.ts';
import { hostileText } from './hostile-text.ts';
import { rules } from './seed-rules.ts';

/** Events of sensors. */
export function eventAnswers(now: number): Answers {
  return {
    listEvents: ({ query }) =>
      pageOf(
        Array.from({ length: 120 }, (_, at) => makeEvent(now, at)).filter(
          (one) =>
            (query.kind?.includes(one.kind) ?? true) &&
            (query.alarms !== 'true' || one.rule !== undefined) &&
            (query.container === undefined || one.container === query.container) &&
            `${one.process} ${one.arguments ?? ''}`.includes(query.q ?? ''),
        ),
        query,
      ),
  };
}

function makeEvent(now: number, at: number): AnswerOf<'listEvents'>['items'][number] {
  const kinds = ['execve', 'openat', 'connect', 'listen', 'procexit'] as const;
  const kind = kinds[at % kinds.length] ?? 'execve';
  const [rule, severity, , process, line] = rules[at % rules.length] ?? rules[0];
  return {
    id: `e${at}`,
    time: now - at * 41_000,
    received: now - at * 41_000 + 200,
    kind,
    workload: { id: `w-${at % 4}`, name: ['checkout', 'web', 'catalogue', 'ledger'][at % 4] ?? '' },
    container: `${'3f'.repeat(31)}${10 + (at % 4)}`,
    node: `node-${1 + (at % 3)}`,
    process,
    pid: 400 + at,
    exe: `/usr/bin/${process}`,
    arguments: at === 4 ? hostileText : line,
    ...(kind === 'openat' ? { path: '/etc/ssl/openssl.cnf' } : {}),
    ...(kind === 'connect' ? { peer: '198.51.100.9:443' } : {}),
    ...(at % 9 === 0 ? { rule, severity } : {}),
  };
}
