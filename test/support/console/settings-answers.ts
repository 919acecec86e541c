import { type Answers, countedPageOf } from './answer.ts';
import { day } from './times.ts';

/** Views, destinations, the audit log and settings. */
export function settingsAnswers(now: number): Answers {
  const views: {
    id: string;
    name: string;
    page: string;
    search: string;
    shared: boolean;
    owner: string;
  }[] = [
    {
      id: '1',
      name: 'Exploited and loaded',
      page: 'findings',
      search: 'exploited=true&usage=loaded',
      shared: true,
      owner: 'ada',
    },
  ];
  return {
    listViews: () => ({ items: views }),
    addView: ({ body }) => {
      const made = { ...body, id: String(views.length + 1), owner: 'ada' };
      views.push(made);
      return made;
    },
    listDestinations: () => ({
      items: [
        destination(now, '1', 'Security log', 'syslog'),
        destination(now, '2', 'SIEM', 'splunk'),
        destination(now, '3', 'On call', 'slack'),
      ],
    }),
    testDestination: ({ params }) => ({
      ok: params.id !== '2',
      text: params.id === '2' ? 'connection refused by 10.0.0.9:8088' : 'taken with status 200',
      durationMs: 84,
    }),
    listAudit: ({ query }) =>
      countedPageOf(
        Array.from({ length: 60 }, (_, at) => ({
          seq: 60 - at,
          time: now - at * 3_700_000,
          actor: at % 3 === 0 ? 'ada' : 'grace',
          action:
            ['findings.decide', 'exceptions.approve', 'session.sign-in', 'tokens.add'][at % 4] ??
            '',
          subject: `finding ${at}`,
          outcome: at % 9 === 4 ? 'refused' : 'done',
          remote: '192.0.2.7',
          hash: 'ab'.repeat(32),
        })),
        query,
      ),
    verifyAudit: () => ({ ok: true, entries: 60 }),
    listSettings: () => ({
      items: [
        {
          key: 'sla.p0',
          value: '3',
          origin: 'default',
          description: 'Days until a finding of P0 must be fixed',
          changeable: true,
        },
        {
          key: 'exceptions.maximum-days',
          value: '90',
          origin: 'console',
          description: 'Longest time an exception may last',
          changeable: true,
        },
        {
          key: 'store',
          value: 'postgres://…@db/caisson',
          origin: 'flag',
          description: 'Where everything is kept',
          changeable: false,
        },
        {
          key: 'retention.events',
          value: '30',
          origin: 'file',
          description: 'Days that events are kept',
          changeable: true,
        },
      ],
    }),
    readAbout: () => ({
      version: '0.1.0',
      store: 'sqlite',
      bus: 'none',
      node: 'west-1',
      started: now - 3 * day,
      database: { build: '2026-11-22.1', builtAt: '2026-11-22T04:10:00Z', origin: 'bundle' },
    }),
  };
}

function destination(now: number, id: string, name: string, kind: string): unknown {
  const dead = id === '2' ? 14 : 0;
  return {
    id,
    name,
    kind,
    format: kind === 'slack' ? 'json' : 'ocsf',
    address: kind === 'syslog' ? 'tls://logs.example:6514' : `https://${kind}.example/hook`,
    settings: {},
    secretsSet: ['token'],
    kinds: ['finding.', 'incident.'],
    minimumSeverity: 'high',
    enabled: true,
    state: dead === 0 ? 'delivering' : 'retrying',
    waiting: dead === 0 ? 0 : 312,
    ...(dead === 0
      ? {}
      : { oldest: now - 5_000_000, lastError: 'connection refused by 10.0.0.9:8088' }),
    delivered: 18_204,
    failed: dead * 3,
    dead,
    lastDelivered: now - 60_000,
    version: 1,
  };
}
