// A small shop: talks to a database and a cache by name, answers over HTTP, restarts its workers, runs a report now and then.
import { execFile } from 'node:child_process';
import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { DB_HOST = '', CACHE_HOST = '', PERIOD_MS = '5000' } = process.env;
const period = Number(PERIOD_MS);

if (cluster.isPrimary) {
  for (const _ of [1, 2]) cluster.fork();
  cluster.on('exit', () => cluster.fork());
  setInterval(() => execFile('/app/report.sh', [new Date().toISOString()], () => {}), period);
  setInterval(() => Object.values(cluster.workers)[0]?.kill(), period * 2);
  process.on('SIGTERM', () => process.exit(0));
} else {
  createServer(answer).listen(3000);
}

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop.test');
  if (pathname === '/api/export') return exported(response);
  // What nobody should write: a parameter that becomes a part of a command.
  if (pathname === '/api/convert')
    return execFile('/bin/sh', ['-c', `/app/convert.sh ${searchParams.get('size')}`], (_, out) =>
      response.end(out),
    );
  const cached = await talk(CACHE_HOST, 6379, `INCR visits\r\nSET last ${randomUUID()}\r\n`);
  const stored = await talk(DB_HOST, 5432, startup());
  response.end(JSON.stringify({ cached: cached.length, stored: stored.length }));
}

function exported(response) {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  writeFileSync(join(folder, 'articles.part'), 'id,title\n');
  renameSync(join(folder, 'articles.part'), join(folder, 'articles.csv'));
  response.end(readFileSync(join(folder, 'articles.csv')));
  rmSync(folder, { recursive: true });
}

function startup() {
  const words = Buffer.from('user\0postgres\0database\0shop\0\0');
  const head = Buffer.alloc(8);
  head.writeInt32BE(words.length + 8, 0);
  head.writeInt32BE(196608, 4);
  return Buffer.concat([head, words]);
}

function talk(host, port, words) {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => socket.write(words));
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('data', (bytes) => socket.end(() => resolve(bytes)));
    socket.on('error', () => resolve(Buffer.alloc(0)));
    socket.on('close', () => resolve(Buffer.alloc(0)));
  });
}
