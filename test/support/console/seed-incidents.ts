import { makeAction } from './action-answers.ts';
import type { Detection } from './detection-answers.ts';
import { hostileText } from './hostile-text.ts';
import type { Incident } from './incident-answers.ts';
import { processes } from './seed-processes.ts';
import { hour, minute } from './times.ts';

/** An incident with everything that is known of it. */
export function makeIncident(given: {
  readonly now: number;
  readonly id: string;
  readonly at: number;
  readonly detections: readonly Detection[];
}): Incident {
  const { now, id, at } = given;
  const own = given.detections.filter((one) => one.incident === id);
  const opened = now - (at * 9 + 3) * hour;
  return {
    id,
    title:
      [
        'Shell started by a web server, then a program that is not of the image',
        'Sensitive file was read in ledger',
        `Container ran ${hostileText}`,
        'Package manager was run in a container',
      ][at] ?? '',
    status: (['open', 'open', 'contained', 'resolved'] as const)[at] ?? 'open',
    severity: (['critical', 'high', 'medium', 'low'] as const)[at] ?? 'low',
    score: 94 - at * 19,
    opened,
    updated: opened + 40 * minute,
    ...(at === 3 ? { closed: opened + 2 * hour, verdict: 'benign' as const } : {}),
    workload: { id: 'w-0', name: 'checkout' },
    container: `${'3f'.repeat(31)}10`,
    image: { id: 'img-0', name: 'registry.example/shop/checkout:2.14.0' },
    node: 'node-1',
    place: { cluster: 'west-1', namespace: 'shop' },
    detections: 9 - at,
    techniques: ['T1059.004', 'T1105', 'T1496'],
    ...(at === 1 ? { assignee: 'grace' } : {}),
    incomplete: at === 1,
    scoreReasons: [
      { label: '+40', text: 'a shell was started by a program that serves the internet' },
      { label: '+30', text: 'a program ran that is not part of the image' },
      { label: '+24', text: 'it connects to an address that the profile does not know' },
    ],
    processes: processes(now),
    detectionList: own,
    timeline: [
      {
        time: opened,
        kind: 'opened',
        actor: 'caisson',
        text: 'opened by "Shell started by a web server"',
      },
      {
        time: opened + minute,
        kind: 'detection',
        actor: 'node-1',
        text: 'Program that is not of the image was run',
      },
      {
        time: opened + 2 * minute,
        kind: 'action',
        actor: 'playbook/contain-drift',
        text: 'snapshot: done',
      },
      {
        time: opened + 20 * minute,
        kind: 'note',
        actor: 'grace',
        text: 'The pod serves the shop front. Deploy 2.14.0 of this morning brought it.',
      },
    ],
    findings: [
      {
        rule: 'CVE-2024-6387',
        severity: 'critical',
        component: 'openssh-server',
        title: 'Signal handler race in sshd',
        why: 'known to be exploited',
        running: true,
      },
      {
        rule: 'CVE-2023-44487',
        severity: 'high',
        component: 'nginx',
        title: 'HTTP/2 rapid reset',
        why: 'the process of the incident is of this component',
        running: true,
      },
      {
        rule: 'CVE-2005-2541',
        severity: 'low',
        component: 'tar',
        title: 'tar keeps set-uid bits',
        why: 'of the same image',
        running: false,
      },
    ],
    actions:
      at === 0
        ? [
            { ...makeAction(now, 'a1', 'snapshot', 'done'), impact: 'observe', incident: id },
            {
              ...makeAction(now, 'a2', 'kill-process', 'awaiting-approval'),
              impact: 'disrupt',
              incident: id,
              requestedBy: 'grace',
            },
          ]
        : [],
    evidence: [
      {
        id: 'a1',
        time: opened + 2 * minute,
        digest: `sha256:${'9c'.repeat(32)}`,
        sizeBytes: 135_400_000,
        signed: true,
      },
    ],
    version: 4,
  };
}
