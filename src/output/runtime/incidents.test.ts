import { expect, test } from 'vitest';
import type { Incident, IncidentProcess } from '#model/detection.ts';
import type { ActionRecord } from '#model/response.ts';
import { renderIncidentPage } from './incident-page.ts';
import { renderIncident } from './incidents.ts';
import { treeRows } from './process-tree.ts';
import { renderAction } from './responses.ts';

const options = {
  columns: 80,
  colour: false,
  now: '2026-01-02T03:05:00Z',
  reproducible: false,
  flat: false,
};
const time = Date.UTC(2026, 0, 2, 3, 4, 5);

function processOf(pid: number, parentPid: number | undefined, text: string): IncidentProcess {
  return {
    pid,
    ...(parentPid !== undefined && { parentPid }),
    name: text,
    commandLine: text,
    exePath: text,
    uid: 0,
    start: 0,
    rules: pid % 2 === 0 ? [`rule of ${text}`] : [],
  };
}

function incidentWith(text: string): Incident {
  return {
    id: '01M827187TFEQG4VES6P9WJ8XX',
    status: 'open',
    title: `${text} by /bin/cat in web, with a title that is longer than a line of eighty columns`,
    severity: 'critical',
    score: 91,
    scoreReasons: [{ label: 'rule', text }],
    opened: time,
    updated: time + 1000,
    container: { id: 'c'.repeat(64), shortId: 'cccccccccccc', engine: 'docker', name: text },
    processes: [processOf(1, undefined, 'nginx'), processOf(2, 1, text), processOf(3, 2, 'id')],
    detections: [],
    detectionCount: 3,
    techniques: ['T1003'],
    findings: [{ rule: 'CVE-2026-1', severity: 'high', title: text, why: text }],
    timeline: [
      { time, kind: 'detection', actor: text, text },
      { time: time + 1000, kind: 'action', actor: 'root', text: 'freeze web: active' },
    ],
  };
}

test('an incident is told whole: its title is not cut, and what to do stands at the end', () => {
  const text = [...renderIncident(incidentWith('shell'), 'table', options)].join('');

  expect(text.replace(/\s+/g, ' ')).toContain('longer than a line of eighty columns');
  expect(text).toContain(
    '  nginx  (pid 1, uid 0)\n    shell  (pid 2, uid 0)\n      ! rule of shell',
  );
  expect(text).toContain('caisson respond quarantine shell');
  expect(text).toContain('caisson incident close 6P9WJ8XX');
});

const hostile = '<script>alert(1)</script>"\'\u001b[2J\u202e $(reboot)';

test('names of an attacker are text on the page and in the terminal', () => {
  const page = [...renderIncidentPage(incidentWith(hostile), options)].join('');
  const text = [...renderIncident(incidentWith(hostile), 'table', options)].join('');

  expect(page).not.toContain('<script');
  expect(`${page}${text}`).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  // A name that a shell would take apart is never put into a command.
  expect(text).toContain('caisson respond quarantine cccccccccccc');
});

test('the page needs nothing else and says in words what its pictures show', () => {
  const page = [...renderIncidentPage(incidentWith('shell'), options)].join('');

  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<(?:script|link|img)|https?:\/\//);
  expect(page.match(/<svg [^>]*role="img" aria-label=/g)).toHaveLength(2);
  expect(page).toContain('The same as a list');
  expect(page.match(/<section/g)?.length).toBe(page.match(/<\/section>/g)?.length);
});

test('loops of processes end, and nobody is left out', () => {
  const rows = treeRows([processOf(1, 2, 'a'), processOf(2, 1, 'b'), processOf(3, 3, 'c')]);

  expect(rows.map(({ one }) => one.name).toSorted()).toEqual(['a', 'b', 'c']);
});

test('a limit that a person went beyond is no refusal', () => {
  const record: ActionRecord = {
    plan: {
      id: '01M827187TFEQG4VES6P9WJ8XX',
      request: {
        kind: 'freeze',
        target: { container: { id: 'c', shortId: 'c', engine: 'docker', name: 'web' } },
        options: {},
        reason: 'by hand',
        requestedBy: 'ann',
      },
      impact: 'contain',
      steps: ['stops all processes'],
      blastRadius: [],
      undo: 'lets them go on',
      expires: Date.parse(options.now) + 600_000,
      refusals: ['it is the only replica'],
    },
    state: 'active',
    grant: { by: 'person', name: 'ann', time },
    history: [{ time, state: 'active', by: 'ann' }],
    result: { took: 812, policy: 'x' },
  };

  const text = [...renderAction(record, 'table', options)].join('');

  expect(text).toContain('beyond limit  it is the only replica; agreed to by ann');
  expect(text).not.toContain('refused');
  expect(text).toContain('active, ends in 10 min');
  expect(text).toContain('took          812 µs');
});
