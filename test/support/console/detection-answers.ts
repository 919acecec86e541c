import type { AnswerOf } from '#wire/routes.ts';
import { type Answers, foundIn, pageOf } from './answer.ts';
import { hostileText } from './hostile-text.ts';
import { SeededRandom } from './random.ts';
import { processes } from './seed-processes.ts';
import { rules } from './seed-rules.ts';
import { hour, minute } from './times.ts';

export type Detection = AnswerOf<'readDetection'>;

/** Detections and their histogram. */
export function detectionAnswers(now: number, detections: readonly Detection[]): Answers {
  const random = new SeededRandom(11);
  return {
    listDetections: ({ query }) =>
      pageOf(
        detections.filter(
          (one) =>
            isWanted(one, query) &&
            (query.severity?.includes(one.severity) ?? true) &&
            (query.from === undefined || one.time >= query.from) &&
            (query.to === undefined || one.time < query.to),
        ),
        query,
      ),
    readDetection: ({ params }) => foundIn(detections, params.id),
    countDetections: ({ query }) => ({
      hours: Array.from({ length: query.hours }, (_, at) => ({
        hour: Math.floor(now / hour) * hour - (query.hours - 1 - at) * hour,
        events: 900 + random.whole(4000),
        bySeverity:
          at % 5 === 2
            ? { critical: at % 3, high: random.whole(4), medium: random.whole(9) }
            : { low: random.whole(3) },
      })),
    }),
  };
}

function isWanted(
  one: Detection,
  query: {
    readonly rule?: string | undefined;
    readonly workload?: string | undefined;
    readonly incident?: string | undefined;
    readonly q?: string | undefined;
  },
): boolean {
  return (
    (query.rule === undefined || one.rule === query.rule) &&
    (query.workload === undefined || one.workload?.id === query.workload) &&
    (query.incident === undefined || one.incident === query.incident) &&
    `${one.rule} ${one.output}`.toLowerCase().includes((query.q ?? '').toLowerCase())
  );
}

/** A detection of one of the rules, by its number. */
export function makeDetection(now: number, at: number): Detection {
  const [rule, severity, priority, process, line] = rules[at % rules.length] ?? rules[0];
  const time = now - at * 37 * minute;
  return {
    id: `d${at}`,
    time,
    received: time + 340,
    kind: at % 7 === 2 ? 'profile' : at % 7 === 1 ? 'drift' : 'rule',
    rule,
    ruleId: 'CSN-RT-0012',
    priority,
    severity,
    output: at === 3 ? `${line} ${hostileText}` : `${process} ran "${line}" as uid 33 in checkout`,
    tags: ['container', 'mitre_execution', 'T1059'],
    workload: { id: `w-${at % 4}`, name: ['checkout', 'web', 'catalogue', 'ledger'][at % 4] ?? '' },
    container: `${'3f'.repeat(31)}${10 + (at % 4)}`,
    node: `node-${1 + (at % 3)}`,
    place: { cluster: 'west-1', namespace: at % 4 === 3 ? 'payments' : 'shop' },
    process,
    count: 1 + (at % 9),
    ...(at < 9 ? { incident: '100' } : {}),
    incomplete: at % 11 === 5,
    fields: { 'proc.name': process, 'proc.cmdline': line, 'fd.name': '/etc/shadow', 'evt.res': 0 },
    because: [
      { label: 'proc.pname', text: 'nginx is in the list of web servers' },
      { label: 'proc.name', text: `${process} is in the list of shells` },
    ],
    ancestors: processes(now),
  };
}
