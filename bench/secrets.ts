/**
 * How fast secrets are looked for, on one core:
 *
 *     node bench/secrets.ts DIRECTORY… [--peer TRIVY]
 *
 * User and system time of this process while it scans, without reading: text and binary files apart. Then files made to be slow. With
 * a peer the same directory is scanned by `trivy fs --scanners secret`, by the time of the whole process.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { protectRegexEngine } from '../src/secret/regex-guard.ts';
import { parseSecretRules } from '../src/secret/rule.ts';
import { createSecretScanner, type SecretScanner } from '../src/secret/scanner.ts';
import { testScope, viewOf } from '../src/secret/testing.ts';
import { compileSecrets } from '../tools/secret-catalog.ts';
import { runOnce } from './measure.ts';

interface Tally {
  files: number;
  bytes: number;
  seconds: number;
  findings: number;
}

const largest = 400 << 20;
const scope = { ...testScope(), clock: () => new Date() };

function* filesBelow(directory: string): Iterable<string> {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && !/^\/(?:proc|sys|dev|run|tmp|work)$/.test(path))
      yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function contentOf(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(Math.min(largest, fstatSync(descriptor).size));
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function measure(scanner: SecretScanner, tally: Tally, path: string, content: Buffer): void {
  tally.seconds += cpuOf(() => {
    tally.findings += scanner.scanFile(viewOf(path, content), scope).secrets.length;
  });
  tally.bytes += content.length;
  tally.files += 1;
}

function line(name: string, { files, bytes, seconds, findings }: Tally): string {
  const rate = (bytes / 1e6 / seconds).toFixed(0);
  return `${name}: ${files} files, ${(bytes / 1e6).toFixed(0)} MB, ${seconds.toFixed(2)} s, ${rate} MB/s, ${findings} findings`;
}

const hostile: readonly (readonly [string, string])[] = [
  ['begin', '-----BEGIN '],
  ['begin key', '-----BEGIN RSA PRIVATE KEY-----\n'],
  ['curl', 'curl -u '],
  ['jwt', 'eyJhbGciOi'],
  ['key', 'key'],
  ['secret=', 'secret='],
  ['spaces', ' '],
  ['words', 'api token secret password key auth '],
  ['kubernetes', 'kind: Secret\ndata:\n  password: '],
  ['base64', 'QUJDREVGR0hJSktM'],
  ['escapes', '\\u0041\\x42'],
  ['gzip', '\u001f\u008b\b'],
  ['anchors', 'atlassian jira token: aws_secret_access_key azure slack stripe '],
];

function main(): void {
  const { values, positionals } = parseArgs({
    options: { peer: { type: 'string' } },
    allowPositionals: true,
  });
  protectRegexEngine();
  const rules = parseSecretRules(JSON.parse(compileSecrets('.')));
  let scanner = createSecretScanner([], { installationKey: new Uint8Array(32) });
  const setUp = cpuOf(() => {
    scanner = createSecretScanner(rules, { installationKey: new Uint8Array(32) });
  });
  console.log(`${rules.length} rules, ready in ${(setUp * 1000).toFixed(0)} ms`);
  const text: Tally = { files: 0, bytes: 0, seconds: 0, findings: 0 };
  const binary: Tally = { files: 0, bytes: 0, seconds: 0, findings: 0 };
  for (const directory of positionals)
    for (const path of filesBelow(directory)) {
      const content = contentOf(path);
      measure(scanner, content.subarray(0, 4096).includes(0) ? binary : text, path, content);
    }
  console.log(line('text', text));
  console.log(line('binary', binary));
  console.log(`resident: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);

  for (const [name, piece] of hostile) {
    const content = Buffer.alloc(4 << 20, piece, 'latin1');
    const tally: Tally = { files: 0, bytes: 0, seconds: 0, findings: 0 };
    measure(scanner, tally, `/hostile/${name}`, content);
    console.log(line(`hostile ${name}`, tally));
  }
  if (values.peer !== undefined) comparePeer(values.peer, positionals, text, binary);
}

function comparePeer(
  peer: string,
  directories: readonly string[],
  text: Tally,
  binary: Tally,
): void {
  for (const directory of directories) {
    const run = runOnce([
      peer,
      'fs',
      '--scanners',
      'secret',
      '--skip-db-update',
      '--quiet',
      '--format',
      'json',
      '--output',
      '/dev/null',
      directory,
    ]);
    console.log(
      `peer on ${directory}: ${run.cpu.toFixed(1)} s of CPU, ${(run.rss / 1e6).toFixed(0)} MB`,
    );
  }
  console.log(`ours: ${(text.seconds + binary.seconds).toFixed(1)} s of CPU for all of it`);
}

main();
