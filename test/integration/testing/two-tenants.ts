import { reportOf } from '#app/platform/testing-report.ts';
import { sha256Hex } from '#kit/hash.ts';
import type { RunningPlatform } from './running-platform.ts';

/** Text that somebody puts into names to reach browsers, terminals and spreadsheets. */
export const hostile = {
  markup: '<img src=x onerror=alert(1)>"\'`</script><svg/onload=alert(2)>',
  terminal: '\u001b]0;owned\u0007\u001b[2J\u202egnp',
  formula: '=HYPERLINK("http://evil.example","x")',
};

/** All that a namespace has, under hostile names that hold the tenant's word. */
export async function tellOfTenant(platform: RunningPlatform, tenant: string): Promise<void> {
  const image = `sha256:${sha256Hex(`app-of-${tenant}`)}`;
  const reference = `registry.example/${tenant}/app:1.0`;
  const container = {
    id: sha256Hex(`container-of-${tenant}`),
    name: `${hostile.markup} ${tenant}`,
    engine: 'containerd',
    shortId: sha256Hex(`container-of-${tenant}`).slice(0, 12),
    image: { reference, id: image },
    labels: { note: `${hostile.markup} ${tenant}` },
    pod: { name: `web-${tenant}`, namespace: tenant, uid: tenant },
  };
  const time = Date.now();
  const detection = {
    id: `D${tenant}`,
    time,
    kind: 'rule',
    rule: `Rule of ${tenant}`,
    priority: 'critical',
    severity: 'critical',
    source: 'syscall',
    tags: ['T1059'],
    output: `${hostile.terminal} ${hostile.markup} ran in ${tenant}`,
    outputFields: { 'proc.name': `${hostile.formula} ${tenant}` },
    because: [{ label: hostile.markup, text: tenant }],
    container,
  };
  const incident = {
    id: `I${tenant}`,
    status: 'open',
    title: `${hostile.formula} ${hostile.markup} ${hostile.terminal} in ${tenant}`,
    severity: 'critical',
    score: 90,
    scoreReasons: [{ label: 'rule', text: tenant }],
    opened: time,
    updated: time,
    container,
    processes: [],
    detections: [detection],
    detectionCount: 1,
    techniques: ['T1059'],
    findings: [],
    timeline: [],
  };
  const lines = [
    { type: 'container', container, gone: false },
    {
      type: 'exposure',
      container: container.id,
      networks: ['bridge'],
      published: [{ address: '0.0.0.0', port: 80, target: 80, protocol: 'tcp' }],
    },
    { type: 'detection', detection },
    { type: 'incident', incident },
    {
      type: 'event',
      id: `E${tenant}`,
      time,
      kind: 'execve',
      pid: 7,
      process: `${hostile.terminal}${tenant}`,
      arguments: `${hostile.markup} ${tenant}`,
      container: container.id,
    },
    {
      type: 'flow',
      container: container.id,
      direction: 'out',
      peer: `${tenant}.evil.example`,
      port: 443,
      protocol: 'tcp',
      count: 1,
      first: time,
      last: time,
    },
  ];
  const node = { type: 'node', name: `node-${tenant}`, cluster: 'k1', sensor: 'watching' };
  const all = [{ ...node, lost: 0, containers: 1, running: [container.id] }, ...lines];
  await sent(platform, `/ingest/runtime?batch=b-${tenant}&node=node-${tenant}`, {
    body: all.map((line) => JSON.stringify(line)).join('\n'),
    contentType: 'application/x-ndjson',
  });
  const samples = [
    { id: `CVE-2026-1000`, name: `${hostile.formula}-${tenant}`, score: 9.8 },
    {
      id: `CVE-2026-2000`,
      name: `part-${tenant}`,
      score: 9.8,
      title: `${hostile.markup} ${tenant}`,
    },
  ];
  const report = reportOf(samples, { image: `app-of-${tenant}`, names: [reference] });
  await sent(platform, '/ingest/scans', { body: JSON.stringify(report) });
  const scope = { rule: 'CVE-2026-1000', namespace: tenant };
  await sent(platform, '/exceptions', {
    body: JSON.stringify({
      scope,
      justification: 'risk_accepted',
      reason: `${hostile.markup} ${tenant}`,
      owner: tenant,
      ends: ['fixed'],
    }),
  });
}

async function sent(
  platform: RunningPlatform,
  path: string,
  asking: { readonly body: string; readonly contentType?: string },
): Promise<void> {
  const answer = await platform.ask(path, asking);
  if (answer.status !== 200)
    throw new Error(`${path} answers ${answer.status}: ${answer.text.slice(0, 800)}`);
}
