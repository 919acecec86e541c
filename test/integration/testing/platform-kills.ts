import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { reportOf } from '#app/platform/testing-report.ts';
import type { RunningPlatform } from './running-platform.ts';

const container = {
  id: 'c'.repeat(64),
  name: 'web-1',
  engine: 'docker',
  shortId: 'c'.repeat(12),
  image: { reference: 'registry.example/team/shop:1.0' },
  pod: { name: 'web-1', namespace: 'shop', uid: 'u1' },
};

function padded(letter: string, number: number): string {
  return `${letter}${String(number).padStart(9, '0')}`;
}

/** Events of a batch. */
export const perBatch = 20;

function detection(number: number): object {
  return {
    id: padded('d', number),
    time: Date.now(),
    kind: 'rule',
    rule: 'A shell in a container',
    priority: 'warning',
    severity: 'high',
    source: 'syscall',
    tags: [],
    output: `shell ${number}`,
    outputFields: {},
    because: [],
    container,
  };
}

function incident(number: number): object {
  return {
    id: padded('i', number),
    status: 'open',
    title: `a shell ran, ${number}`,
    severity: 'high',
    score: 50,
    scoreReasons: [],
    opened: Date.now(),
    updated: Date.now(),
    container,
    processes: [],
    detections: [detection(number)],
    detectionCount: 1,
    techniques: [],
    findings: [],
    timeline: [],
  };
}

/** The lines of one batch: events, a detection, an incident. The time is that of sending: again, it differs. */
function batchOf(number: number): string {
  const events = Array.from({ length: perBatch }, (_, at) => ({
    type: 'event',
    id: padded('e', number * perBatch + at),
    time: Date.now(),
    kind: 'execve',
    pid: 1,
    process: 'sh',
    container: container.id,
  }));
  return [
    ...events,
    { type: 'detection', detection: detection(number) },
    { type: 'incident', incident: incident(number) },
  ]
    .map((line) => JSON.stringify(line))
    .join('\n');
}

/** What a client got acknowledged, and what it was refused. */
export class Acknowledged {
  batches = 0;
  reports = 0;
  retries = 0;
  readonly refused: string[] = [];
}

/** Sends until the signal: everything until it was acknowledged, now and then once more. */
export async function sendAll(
  platform: RunningPlatform,
  known: Acknowledged,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([sendBatches(platform, known, signal), sendReports(platform, known, signal)]);
}

async function sendBatches(
  platform: RunningPlatform,
  known: Acknowledged,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; !signal.aborted; number += 1) {
    const times = number % 7 === 3 ? 2 : 1;
    for (let time = 0; time < times; time += 1)
      await untilTaken(platform, known, `/ingest/runtime?batch=b${number}&node=n1`, {
        body: batchOf(number),
        contentType: 'application/x-ndjson',
      });
    known.batches = number + 1;
    await delay(15);
  }
}

/** Findings of each report. */
export const perReport = 3;

async function sendReports(
  platform: RunningPlatform,
  known: Acknowledged,
  signal: AbortSignal,
): Promise<void> {
  for (let number = 0; !signal.aborted; number += 1) {
    const samples = Array.from({ length: perReport }, (_, at) => ({
      id: `CVE-2026-${1000 + at}`,
      name: `part${at}`,
      score: 9.8,
    }));
    const names = [`registry.example/team/app${number}:1.0`];
    const body = JSON.stringify(reportOf(samples, { image: `app${number}`, names }));
    await untilTaken(platform, known, '/ingest/scans', { body });
    known.reports = number + 1;
    await delay(60);
  }
}

async function untilTaken(
  platform: RunningPlatform,
  known: Acknowledged,
  path: string,
  asking: { readonly body: string; readonly contentType?: string },
): Promise<void> {
  for (;;) {
    const answer = await platform.ask(path, asking).catch(() => undefined);
    if (answer?.status === 200) return;
    if (answer !== undefined) known.refused.push(`${answer.status} ${answer.text.slice(0, 300)}`);
    known.retries += 1;
    await delay(50);
  }
}

/** What a delivery is about; the rest is told as it stands at the time of sending. */
function changeOf(body: string): string {
  return body.split(',"place"')[0] ?? '';
}

/** Somebody who takes webhooks and sometimes fails: bodies by id. */
export interface Hook extends AsyncDisposable {
  readonly url: string;
  /** How often each id came, and what came first. */
  readonly taken: Map<string, { count: number; readonly body: string; differs: boolean }>;
}

/** `failEvery`: each so-manyth request is answered by 503. */
export async function startHook(failEvery = 0): Promise<Hook> {
  const taken: Hook['taken'] = new Map();
  let requests = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests += 1;
      if (failEvery > 0 && requests % failEvery === 0) {
        response.writeHead(503).end();
        return;
      }
      const id = String(request.headers['webhook-id']);
      const body = Buffer.concat(parts).toString();
      const before = taken.get(id);
      if (before === undefined) taken.set(id, { count: 1, body, differs: false });
      else {
        before.count += 1;
        before.differs ||= changeOf(before.body) !== changeOf(body);
      }
      response.writeHead(200).end('{}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    taken,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
