import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noSandbox, Sandbox } from './testing/sandbox.ts';
import { noSensor } from './testing/sensor.ts';

/** Emulated attacks in a real container under a real watch: every one must be seen, and named right. */

const reason = noSandbox() ?? noSensor();

const attacks: readonly (readonly [string, string, ...string[]])[] = [
  ['Program runs from memory only', '/bin/emulate', 'memfd-exec'],
  ['Program runs from memory only', '/bin/emulate', 'empty-path-exec'],
  ['Executable that the image does not have', '/bin/emulate', 'drift-exec'],
  ['Program runs from shared memory', '/bin/emulate', 'shm-exec'],
  ['Program was deleted before it ran', '/bin/emulate', 'deleted-exec'],
  ['Program named like a kernel thread', '/bin/emulate', 'disguise'],
  ['System call by the 32-bit entry', '/bin/emulate', 'int80'],
  ['io_uring is used in a container', '/bin/emulate', 'io-uring'],
  ['Sensitive file or connection through io_uring', '/bin/emulate', 'io-uring'],
  ['Process enters namespaces of others', '/bin/emulate', 'setns'],
  ['User namespace is made inside a container', '/bin/emulate', 'unshare-user'],
  ['File system is mounted inside a container', '/bin/emulate', 'mount'],
  ['File system is mounted inside a container', '/bin/emulate', 'mount-disk'],
  ['Kernel is told to run a program at crashes', '/bin/emulate', 'core-pattern'],
  ['Control group is told to run a program', '/bin/emulate', 'release-agent'],
  ['Kernel module is loaded', '/bin/emulate', 'module'],
  ['BPF program is loaded from a container', '/bin/emulate', 'bpf'],
  ['Process is attached to or written into', '/bin/emulate', 'ptrace'],
  ['Unusual kernel interface in a container', '/bin/emulate', 'calls'],
  ['Packets are sniffed', '/bin/emulate', 'calls'],
  ['Standard input or output became a network connection', '/bin/emulate', 'reverse-shell'],
  ['Socket of the container engine is used in a container', '/bin/emulate', 'engine-socket'],
  ['Metadata service of the cloud is asked', '/bin/emulate', 'metadata'],
  ['Many ports are tried', '/bin/emulate', 'port-scan'],
  ['Mining pool is contacted', '/bin/emulate', 'pool'],
  ['Data in names of DNS questions', '/bin/emulate', 'dns-tunnel'],
  ['Password hashes are read', '/bin/emulate', 'open', '/etc/shadow'],
  ['Password hashes are read', '/bin/emulate', 'shadow-dirfd'],
  ['Sensitive file is reached by another name', '/bin/emulate', 'shadow-symlink'],
  ['Link to a sensitive file is made', '/bin/emulate', 'shadow-hardlink'],
  ['Working directory is a leaked descriptor', '/bin/emulate', 'own-program'],
  ['Set-user-id bit is set in a container', '/bin/emulate', 'setuid-bit'],
  ['Files of the host through process 1', '/bin/emulate', 'host-root'],
  ['Environment of another process is read', '/bin/emulate', 'environment'],
  ['Library that every program loads was changed', '/bin/emulate', 'write', '/etc/ld.so.preload'],
  ['Scheduled job was changed in a container', '/bin/emulate', 'write', '/var/spool/cron/root'],
  ['SSH access is prepared', '/bin/emulate', 'write', '/root/.ssh/authorized_keys'],
  ['Start file of shells is written', '/bin/emulate', 'write', '/root/.bashrc'],
  ['Program directory is written to', '/bin/emulate', 'write', '/usr/bin/ls'],
  ['System configuration is written to', '/bin/emulate', 'write', '/etc/app.conf'],
  ['Log file was emptied or removed', '/bin/emulate', 'truncate', '/var/log/app.log'],
  ['Shell history was removed', '/bin/rm', '/root/.bash_history'],
  ['Decoded text is run as a program', '/bin/sh', '-c', 'echo dHJ1ZQ== | base64 -d | sh'],
  ['Search for keys and passwords', '/bin/find', '/root', '-name', 'id_rsa'],
  ['Network reconnaissance tool in a container', '/bin/nc', '-h'],
  ['Download tool in a container', '/bin/wget', '--help'],
  ['File was made immutable', '/bin/chattr', '+i', '/tmp'],
  ['Crypto miner is started', '/bin/sh', '-c', ': stratum+tcp://pool.test:3333'],
  ['Processes multiply', '/bin/emulate', 'forks', '5000'],
];

let sandbox: Sandbox | undefined;
let watch: ChildProcess | undefined;
let state = '';
const seen = new Map<string, number>();

beforeAll(async () => {
  if (reason !== undefined) return;
  state = mkdtempSync(join(tmpdir(), 'csn-attacks-'));
  sandbox = new Sandbox({ capabilities: attackerCapabilities, unmasked: true });
  const words = ['watch', '--format', 'json', '--no-host', '--strict-calls', '--state', state];
  watch = spawn(process.execPath, ['src/main.ts', ...words, '--container', sandbox.id], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = Promise.withResolvers<void>();
  createInterface({ input: watch.stdout ?? process.stdin }).on('line', (line) => {
    const item = JSON.parse(line) as { kind: string; detection?: { rule: string } };
    if (item.kind === 'ready') ready.resolve();
    const rule = item.detection?.rule;
    if (rule !== undefined) seen.set(rule, (seen.get(rule) ?? 0) + 1);
  });
  watch.on('exit', () => ready.reject(new Error('the watch ended')));
  await ready.promise;
});

afterAll(async () => {
  if (watch !== undefined) {
    const ended = new Promise((done) => watch?.once('exit', done));
    watch.kill('SIGTERM');
    await ended;
  }
  sandbox?.[Symbol.dispose]();
  if (state !== '') rmSync(state, { recursive: true, force: true });
});

const attackerCapabilities = [
  'CAP_SYS_ADMIN',
  'CAP_SYS_PTRACE',
  'CAP_SYS_MODULE',
  'CAP_NET_RAW',
  'CAP_NET_ADMIN',
  'CAP_DAC_OVERRIDE',
  'CAP_CHOWN',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_SETUID',
  'CAP_SETGID',
  'CAP_KILL',
  'CAP_BPF',
  'CAP_PERFMON',
  'CAP_LINUX_IMMUTABLE',
];

test.skipIf(reason !== undefined).for(attacks)('%s: %s %s', async ([rule, ...command]) => {
  const before = seen.get(rule) ?? 0;

  sandbox?.run(...command);

  await expect.poll(() => seen.get(rule) ?? 0, { timeout: 5000 }).toBeGreaterThan(before);
});
