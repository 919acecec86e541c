import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPrograms, run } from '../daemons.ts';
import {
  cgroupDirectory,
  hasContainers,
  outputOf,
  ScratchContainer,
} from './testing/scratch-container.ts';
import { hasSensor, SensorProcess, sensorBinary } from './testing/sensor-process.ts';

const canRun = hasContainers && hasSensor;
const abilities = canRun ? abilitiesOf() : new Map<string, string>();
const drifted = 'cp /bin/busybox /out/touch';
/** Each test has a policy of its own: verdicts of others do not count. */
let nextPolicy = 100;
let container: ScratchContainer;
let sensor: SensorProcess;
let network: ReturnType<ScratchContainer['connect']>;

beforeAll(async () => {
  if (!canRun) return;
  container = new ScratchContainer('contain');
  network = container.connect(41);
  sensor = new SensorProcess();
  await container.sh(`${drifted}; ${drifted.replace('/out', '/tmp')}; ip -6 route`);
  await sensor.must('policies');
});

afterAll(async () => {
  if (!canRun) return;
  await sensor[Symbol.asyncDispose]();
  const left = leftovers();
  container[Symbol.dispose]();
  if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`);
});

function works(...ids: readonly string[]): boolean {
  return canRun && ids.every((id) => abilities.get(id) === 'works');
}

function abilitiesOf(): Map<string, string> {
  const rows = JSON.parse(run(sensorBinary, '--doctor')) as readonly {
    id: string;
    state: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.state]));
}

/** Attached programs, pins, rules and a frozen cgroup: what a sensor should have taken away with it. */
function leftovers(): readonly string[] {
  const pins = existsSync('/sys/fs/bpf/caisson') ? readdirSync('/sys/fs/bpf/caisson') : [];
  const attached = hasPrograms('bpftool')
    ? run('bpftool', 'cgroup', 'show', container.cgroupDirectory).match(/contain_\w+/gu)
    : undefined;
  const tables = hasPrograms('nft')
    ? run('nsenter', '-t', String(container.pid), '-n', 'nft', 'list', 'tables').match(
        /caisson\S+/gu,
      )
    : undefined;
  return [...pins, ...(attached ?? []), ...(tables ?? []), ...(frozen() ? ['frozen'] : [])];
}

function frozen(): boolean {
  return readFileSync(join(container.cgroupDirectory, 'cgroup.events'), 'utf8').includes(
    'frozen 1',
  );
}

/** Processes of the container whose arguments contain a text. */
function pidsOf(text: string): readonly number[] {
  return readFileSync(join(container.cgroupDirectory, 'cgroup.procs'), 'utf8')
    .trim()
    .split('\n')
    .map(Number)
    .filter((pid) => argumentsOf(pid).includes(text));
}

function argumentsOf(pid: number): string {
  const done = spawnSync('cat', [`/proc/${pid}/cmdline`], { encoding: 'latin1' });
  return done.stdout.replaceAll('\0', ' ');
}

/** Start of a process in nanoseconds since boot, as a decimal string. */
function startOf(pid: number): string {
  const behind = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1) ?? '';
  return `${behind.split(' ')[19]}0000000`;
}

function isAlive(pid: number): boolean {
  const done = spawnSync('cat', [`/proc/${pid}/stat`], { encoding: 'latin1' });
  return done.status === 0 && !done.stdout.includes(') Z ');
}

/** Executes a memfd in the container's cgroup and mount namespace, and says how that ended. */
function memfdIn(pid: number): string {
  const script = [
    'import os, ctypes',
    `open('${container.cgroupDirectory}/cgroup.procs', 'w').write('0')`,
    "fd = os.memfd_create('payload')",
    "os.write(fd, open('/bin/busybox', 'rb').read())",
    `ctypes.CDLL(None).setns(os.open('/proc/${pid}/ns/mnt', 0), 0)`,
    'child = os.fork()',
    "if child == 0: os.execve(fd, ['true'], {})",
    'status = os.waitpid(child, 0)[1]',
    "print('killed %d' % os.WTERMSIG(status) if os.WIFSIGNALED(status) else 'exited %d' % os.WEXITSTATUS(status))",
  ];
  return run('python3', '-c', script.join('\n')).trim();
}

function policyFor(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    policy: nextPolicy++,
    cgroup: container.cgroup,
    pid: container.pid,
    ttlMs: 60_000,
    ...members,
  };
}

describe('exec policies', () => {
  test.skipIf(!works('kill')).for([
    ['drift', '/out/touch', 'drift'],
    ['tmpfs', '/tmp/touch', 'tmpfs'],
  ] as const)('a %s executable is killed before it does anything', async ([what, path, reason]) => {
    const policy = policyFor({ [what]: 'kill' });
    await sensor.must('exec-policy', policy);

    const killed = await container.sh(`${path} /out/${what}-was-here; echo $?; ls /out`);
    const ofImage = await container.sh('/bin/touch /out/image-was-here; ls /out');
    const [verdict] = await sensor.seen(Number(policy['policy']), 1);
    await sensor.must('exec-policy-remove', policy);
    const after = await container.sh(`${path} /out/${what}-was-here; ls /out`);

    expect(killed).toContain('137');
    expect(killed).not.toContain('-was-here');
    expect(ofImage).toContain('image-was-here');
    expect(verdict).toMatchObject({ action: 'kill', reason, path, simulated: false });
    expect(after).toContain(`${what}-was-here`);
    await container.sh('rm -f /out/*-was-here');
  });

  test.skipIf(!works('kill'))('1,000 of 1,000 executions are killed', async () => {
    const policy = policyFor({ drift: 'kill' });
    await sensor.must('exec-policy', policy);

    const done = await container.sh(
      'mkdir /out/race; i=0; while [ $i -lt 1000 ]; do /out/touch /out/race/$i; i=$((i+1)); done 2>/dev/null; ls /out/race | wc -l',
    );
    const verdicts = await sensor.seen(Number(policy['policy']), 1000);
    await sensor.must('exec-policy-remove', policy);

    expect(done).toBe('0');
    expect(verdicts).toHaveLength(1000);
  });

  test.skipIf(!works('kill') || !hasPrograms('python3'))('a memfd is killed', async () => {
    const policy = policyFor({ memfd: 'kill' });
    await sensor.must('exec-policy', policy);

    const code = memfdIn(container.pid);
    const [verdict] = await sensor.seen(Number(policy['policy']), 1);
    await sensor.must('exec-policy-remove', policy);

    expect(code).toBe('killed 9');
    expect(verdict).toMatchObject({ action: 'kill', reason: 'memfd', path: '/memfd:payload' });
    expect(memfdIn(container.pid)).toBe('exited 0');
  });

  test.skipIf(!works('kill'))('simulation only tells', async () => {
    const policy = policyFor({ drift: 'simulate' });
    await sensor.must('exec-policy', policy);

    const done = await container.sh('/out/touch /out/simulated && rm /out/simulated && echo ran');
    const [verdict] = await sensor.seen(Number(policy['policy']), 1);
    await sensor.must('exec-policy-remove', policy);

    expect(done).toBe('ran');
    expect(verdict).toMatchObject({ action: 'kill', reason: 'drift', simulated: true });
  });

  test.skipIf(!works('kill'))('allowed paths run although they drifted', async () => {
    const policy = policyFor({ drift: 'kill', allow: ['/out/touch'] });
    await sensor.must('exec-policy', policy);

    const done = await container.sh(
      'cp /bin/busybox /out/rm; /out/touch /out/x && echo ran; /out/rm /out/x; ls /out',
    );
    await sensor.must('exec-policy-remove', policy);

    expect(done).toMatch(/ran[\s\S]*x/u);
  });

  test.skipIf(!works('kill'))('a denied file is known by another name too', async () => {
    await container.sh('cp /bin/busybox /out/chmod');
    const policy = policyFor({ deny: ['/out/chmod'], denyMode: 'kill' });
    await sensor.must('exec-policy', policy);

    const done = await container.sh(
      'ln /out/chmod /out/stat; /out/stat /; echo $?; /out/chmod 1 /out; echo $?; ln -s /out/chmod /out/id; /out/id; echo $?; /out/touch /out/chmod; echo $?',
    );
    await sensor.must('exec-policy-remove', policy);

    expect(done.match(/137/gu)).toHaveLength(3);
    expect(done).toMatch(/0$/u);
  });

  test.skipIf(!works('kill', 'fanotify-exec'))(
    'deny gives EPERM, for scripts too, and the shell goes on',
    async () => {
      await container.sh(
        'printf "#!/bin/sh\\necho drifted script" >/out/script; chmod +x /out/script',
      );
      const policy = policyFor({
        drift: 'deny',
        tmpfs: 'deny',
        deny: ['/bin/script'],
        denyMode: 'deny',
      });
      const answer = await sensor.must('exec-policy', policy);

      const done = await container.sh(
        '/out/touch /out/x; /tmp/touch /out/x; /out/script; /bin/script; ls -d /out; echo $?',
      );
      const verdicts = await sensor.seen(Number(policy['policy']), 4);
      await sensor.must('exec-policy-remove', policy);

      expect(answer).toMatchObject({ deny: 'fanotify', scripts: true });
      expect(done.match(/not permitted/gu)).toHaveLength(4);
      expect(done).toMatch(/\/out\n0|0$/u);
      expect(
        verdicts.map((verdict) => `${verdict.action} ${verdict.reason} ${verdict.path}`),
      ).toEqual([
        'deny drift /out/touch',
        'deny tmpfs /tmp/touch',
        'deny drift /out/script',
        'deny denied /bin/script',
      ]);
    },
  );

  test.skipIf(!works('kill', 'fanotify-exec'))(
    'a kill policy stops drifted scripts as well',
    async () => {
      await container.sh(
        'printf "#!/bin/sh\\necho drifted script" >/out/script; chmod +x /out/script',
      );
      const policy = policyFor({ drift: 'kill' });
      await sensor.must('exec-policy', policy);

      const done = await container.sh('/out/script; /bin/script');
      await sensor.must('exec-policy-remove', policy);

      expect(done).toContain('of the image');
      expect(done).not.toContain('drifted script');
    },
  );

  test.skipIf(!works('kill'))('a cgroup below stays below the policy', async () => {
    const below = join(container.cgroupDirectory, 'below');
    run('mkdir', below);
    const policy = policyFor({ drift: 'kill' });
    await sensor.must('exec-policy', policy);

    const inside = container.start('echo $$ >/dev/null; sleep 1; /out/touch /out/below; ls /out');
    await delay(400);
    for (const pid of readFileSync(join(container.cgroupDirectory, 'cgroup.procs'), 'utf8')
      .trim()
      .split('\n'))
      if (Number(pid) !== container.pid)
        spawnSync('sh', ['-c', `echo ${pid} > ${below}/cgroup.procs`]);
    const [out] = (await once(inside.stdout ?? inside, 'data')) as [Buffer];
    await sensor.must('exec-policy-remove', policy);
    await delay(100);
    spawnSync('rmdir', [below]);

    expect(out.toString()).not.toContain('below');
  });

  test.skipIf(!works('kill'))(
    'two policies on one container: the stronger one acts, both tell',
    async () => {
      const [weak, strong] = [policyFor({ drift: 'simulate' }), policyFor({ drift: 'kill' })];
      await sensor.must('exec-policy', weak);
      await sensor.must('exec-policy', strong);

      const done = await container.sh('/out/touch /out/x; echo $?');
      await sensor.must('exec-policy-remove', strong);
      const weaker = await container.sh('/out/touch /out/x; echo $?');
      const told = await sensor.seen(Number(weak['policy']), 2);
      await sensor.must('exec-policy-remove', weak);

      expect(done).toContain('137');
      expect(weaker).toBe('0');
      expect(told).toHaveLength(2);
    },
  );

  test.skipIf(!works('kill'))('a policy ends by itself', async () => {
    const policy = policyFor({ drift: 'kill', ttlMs: 600, mntNs: container.mounts });
    await sensor.must('exec-policy', policy);

    const before = await container.sh('/out/touch /out/x; echo $?');
    const verdicts = await sensor.seen(Number(policy['policy']), 2);
    const after = await container.sh('/out/touch /out/x; echo $?');

    expect(before).toContain('137');
    expect(verdicts.map((verdict) => verdict.action)).toEqual(['kill', 'expired']);
    expect(after).toBe('0');
    expect(await sensor.must('policies')).toMatchObject({ policies: [] });
  });
});

describe('quarantine', () => {
  let server: Server;
  let received = 0;
  beforeAll(async () => {
    if (!canRun) return;
    server = createServer((socket) =>
      socket.on('data', (bytes) => (received += bytes.length)).on('error', () => {}),
    );
    await once(server.listen(0), 'listening');
  });
  afterAll(() => server?.close());

  function port(): number {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  test
    .skipIf(!works('cgroup-skb', 'cgroup-connect', 'nftables'))
    .for(['cgroup', 'namespace', 'both', 'auto'])(
    'layers %s: connections stall, new ones fail, nothing leaves, all resumes',
    async (layers) => {
      const flow = container.start(
        `(while :; do echo xxxxxxxx; sleep 0.02; done) | nc ${network.host} ${port()}`,
      );
      await grows();
      const policy = policyFor({ layers });
      await sensor.must('quarantine', policy);
      await delay(100);
      const sniffer = hasPrograms('tcpdump') ? sniff() : undefined;
      await delay(500);
      const before = received;

      const inside = container.start(
        `nc -w1 ${network.host} ${port()} </dev/null && echo leaked; ping -c1 -W1 ${network.host} >/dev/null && echo leaked; ping -c1 -W1 fd77:41::1 >/dev/null && echo leaked; echo x | nc -u -w1 ${network.host} 9; ping -c1 -W1 127.0.0.1 | grep -c "1 packets received"; ping -c1 -W1 ${network.own} | grep -c "1 packets received"`,
      );
      const out = await outputOf(inside);
      const from = spawnSync('ping', ['-c1', '-W1', network.own]);
      const during = received - before;
      const captured = sniffer ? await sniffer() : '';
      await sensor.must('release', policy);
      const resumed = await grows();
      flow.kill();

      expect(out).not.toContain('leaked');
      expect(out.match(/^1$/gmu)).toHaveLength(2);
      expect(during).toBe(0);
      // What the kernel itself answers (echo requests from outside) belongs to no cgroup: only the second layer cuts it.
      expect(layers === 'cgroup' || from.status !== 0).toBe(true);
      expect(captured).not.toContain(`${network.own}.`);
      expect(resumed).toBe(true);
      await container.sh('killall nc');
    },
  );

  test.skipIf(!works('cgroup-skb', 'nftables')).for(['cgroup', 'namespace'])(
    'layers %s: what is allowed goes on',
    async (layers) => {
      const open = policyFor({
        layers,
        allow: [
          { cidr: '10.77.41.0/24', port: port(), protocol: 'tcp' },
          { cidr: '10.77.41.1/32', port: 1 },
          { cidr: 'fd77:41::/64', protocol: 'icmp' },
        ],
      });
      await sensor.must('quarantine', open);
      const before = received;

      await container.sh(`echo hello | nc -w1 ${network.host} ${port()}`);
      const six = await container.sh('ping -c3 -W1 fd77:41::1 | grep packets');
      const four = await container.sh(`ping -c1 -W1 ${network.host} | grep packets`);
      await sensor.must('release', open);

      expect(received - before).toBe(6);
      expect(six).not.toContain(' 0 packets received');
      expect(four).not.toContain('1 packets received');
    },
  );

  test.skipIf(!works('cgroup-skb'))('DNS is kept when asked for', async () => {
    const policy = policyFor({ layers: 'cgroup', dns: true });
    await sensor.must('quarantine', policy);

    const asked = await container.sh(
      `nslookup x ${network.host}; nc -w1 ${network.host} 54; echo end`,
    );
    const rows = (await sensor.must('policies'))['policies'];
    const denied = await sensor.seen(Number(policy['policy']), 2);
    await sensor.must('release', policy);

    expect(asked).toContain('not permitted');
    expect(asked).toContain('Connection refused');
    expect(rows).toMatchObject([{ denied: 1 }]);
    expect(denied[1]).toMatchObject({
      action: 'cut',
      reason: 'quarantine',
      path: `${network.host}:54`,
    });
  });

  test.skipIf(!works('cgroup-skb'))('two policies: released only when both are', async () => {
    const [first, second] = [policyFor({ layers: 'cgroup' }), policyFor({ layers: 'cgroup' })];
    await sensor.must('quarantine', first);
    await sensor.must('quarantine', second);

    await sensor.must('release', first);
    const cut = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);
    await sensor.must('release', second);
    const free = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);

    expect(cut).toMatch(/^1$/mu);
    expect(free).toBe('0');
  });

  test.skipIf(!works('cgroup-skb'))('a quarantine ends by itself', async () => {
    const policy = policyFor({ ttlMs: 400 });
    await sensor.must('quarantine', policy);

    const verdicts = await sensor.seen(Number(policy['policy']), 2);
    const free = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);

    expect(verdicts.map((verdict) => verdict.action)).toEqual(['cut', 'expired']);
    expect(free).toBe('0');
  });

  test.skipIf(!works('cgroup-skb', 'pin'))(
    'pinned, it outlives a killed daemon, and the next one takes it over',
    async () => {
      const policy = policyFor({ pin: true, layers: 'cgroup' });
      const first = new SensorProcess();
      await first.must('quarantine', policy);
      await first.kill('SIGKILL');
      const cut = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);

      await using second = new SensorProcess();
      const rows = (await second.must('policies'))['policies'];
      await second.must('release', policy);
      const free = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);

      expect(cut).toMatch(/^1$/mu);
      expect(rows).toMatchObject([{ kind: 'quarantine', policy: policy['policy'], adopted: true }]);
      expect(free).toBe('0');
      expect(existsSync('/sys/fs/bpf/caisson')).toBe(false);
    },
  );

  test.skipIf(!works('cgroup-skb'))('unpinned, it ends with a killed daemon', async () => {
    const killed = new SensorProcess();
    await killed.must('quarantine', policyFor({ layers: 'both' }));

    await killed.kill('SIGKILL');
    await delay(100);

    expect(await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`)).toBe('0');
  });

  async function grows(): Promise<boolean> {
    const from = received;
    for (let waited = 0; waited < 8000 && received === from; waited += 20) await delay(20);
    return received > from;
  }

  /** What comes out of the container on the host's side; ARP and neighbours are needed for nothing else than to be found. */
  function sniff(): () => Promise<string> {
    const args = ['-i', network.device, '-n', '-l', 'ip', 'or', 'udp'];
    const child = spawn('tcpdump', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    return async () => {
      const done = outputOf(child);
      child.kill('SIGINT');
      return await done;
    };
  }
});

describe('freeze and kill', () => {
  test.skipIf(!works('freezer-v2')).for([[], ['second']])(
    'frozen until all who asked let go %j',
    async (more) => {
      const policies = ['first', ...more].map(() => policyFor({}));
      for (const policy of policies)
        expect(await sensor.must('freeze', policy)).toMatchObject({ complete: true });

      for (const policy of policies) {
        expect(frozen()).toBe(true);
        await sensor.must('thaw', { policy: policy['policy'] });
      }

      expect(frozen()).toBe(false);
    },
  );

  test.skipIf(!works('freezer-v2'))('a freeze ends by itself', async () => {
    const policy = policyFor({ ttlMs: 300 });
    await sensor.must('freeze', policy);

    const verdicts = await sensor.seen(Number(policy['policy']), 3);

    expect(verdicts.map((verdict) => verdict.action)).toEqual(['freeze', 'expired', 'thaw']);
    expect(frozen()).toBe(false);
  });

  test.skipIf(!works('freezer-v2'))(
    'a freeze ends in time although the daemon was killed',
    async () => {
      const killed = new SensorProcess();
      await killed.must('freeze', policyFor({ ttlMs: 700 }));

      await killed.kill('SIGKILL');
      const still = frozen();
      await delay(1000);

      expect(still).toBe(true);
      expect(frozen()).toBe(false);
    },
  );

  test.skipIf(!works('freezer-v2'))('what somebody else had frozen stays frozen', async () => {
    const policy = policyFor({});
    run('sh', '-c', `echo 1 > ${container.cgroupDirectory}/cgroup.freeze`);
    await sensor.must('freeze', policy);

    await sensor.must('thaw', policy);
    const still = frozen();
    run('sh', '-c', `echo 0 > ${container.cgroupDirectory}/cgroup.freeze`);

    expect(still).toBe(true);
  });

  test.skipIf(!works('pidfd'))(
    'a process and its tree are killed, another with its number is not',
    async () => {
      const child = container.start('sleep 1001 & sleep 1001 & wait');
      await delay(300);
      const [parent] = pidsOf('sleep 1001 & sleep');

      const wrong = await sensor.ask('kill', { pid: parent, start: '1', tree: true });
      const right = await sensor.must('kill', {
        pid: parent,
        start: startOf(parent ?? 0),
        tree: true,
      });
      await once(child, 'exit');

      expect(wrong).toMatchObject({ ok: false, code: 'input.not-found' });
      expect(right).toMatchObject({ killed: 3 });
      expect(pidsOf('sleep 1001')).toEqual([]);
    },
  );

  test.skipIf(!works('cgroup-kill'))('a whole container dies, fork bomb and all', async () => {
    using bomb = new ScratchContainer('bomb');
    spawnSync('sh', ['-c', `echo 200 > ${cgroupDirectory(bomb.pid, 'pids')}/pids.max`]);
    bomb.start('b() { b | b & }; b 2>/dev/null');
    await delay(300);

    const answer = await sensor.must('kill', { cgroup: bomb.cgroup, pid: bomb.pid });

    expect(answer).toMatchObject({ left: 0 });
    expect(isAlive(bomb.pid)).toBe(false);
  });
});

describe('what is refused', () => {
  test.skipIf(!canRun).for([
    ['process 1', { pid: 1 }],
    ['a process of the host', { pid: process.pid }],
    ['the root of the cgroups', { cgroup: '1' }],
    ['neither cgroup nor pid', {}],
    ['a negative pid', { pid: -1 }],
    ['a pid that is text', { pid: 'x' }],
  ] as const)('%s', async ([, target]) => {
    for (const command of ['freeze', 'quarantine', 'kill', 'exec-policy'])
      expect(await sensor.ask(command, { policy: 1, drift: 'kill', ...target })).toMatchObject({
        ok: false,
        code: 'usage.invalid-argument',
      });
  });

  test.skipIf(!canRun).for([
    ['quarantine', { ttlMs: 86_400_001 }],
    ['quarantine', { allow: [{ cidr: '10.0.0.0/33' }] }],
    ['quarantine', { allow: [{ cidr: 'example.org' }] }],
    ['quarantine', { allow: [{ cidr: '::/0', port: 65536 }] }],
    ['quarantine', { allow: {} }],
    ['quarantine', { layers: 'none' }],
    ['freeze', { policy: 'x' }],
    ['freeze', { policy: -1 }],
    ['freeze', { ttlMs: 0 }],
    ['exec-policy', { drift: 'perhaps' }],
    ['exec-policy', { deny: ['relative'] }],
    ['exec-policy', { deny: [7] }],
  ] as const)('%s with %j', async ([command, members]) => {
    const answer = await sensor.ask(command, policyFor(members));

    expect(answer).toMatchObject({ ok: false, code: 'usage.invalid-argument' });
    expect(await sensor.must('policies')).toMatchObject({ policies: [] });
  });

  test.skipIf(!canRun)('the host network, with the reason', async () => {
    using plain = new ScratchContainer('hostnet', { hostNetwork: true });

    const answer = await sensor.ask('quarantine', {
      policy: 7,
      cgroup: plain.cgroup,
      pid: plain.pid,
    });

    expect(answer).toMatchObject({ ok: false, code: 'usage.invalid-argument' });
    expect(answer['message']).toContain("host's network");
  });

  test.skipIf(!canRun)('hostile input does not end the daemon or leave anything', async () => {
    sensor.send(
      '{"id":1e400,"command":"freeze"}\n{"id":-1,"command":"kill","pid":99999999999}\nnot json\n\n[]\n',
    );
    sensor.send(`{"id":-2,"command":"quarantine","allow":${'['.repeat(5000)}}\n`);
    sensor.send(
      `{"id":-3,"command":"exec-policy","policy":1,"deny":["/${'a'.repeat(10_000)}"],"pid":${container.pid}}\n`,
    );
    sensor.send(
      `{"id":-4,"command":"exec-policy","policy":1,"deny":${JSON.stringify(Array(2000).fill('/x'))}}\n`,
    );

    expect(await sensor.must('policies')).toMatchObject({ policies: [] });
  });
});

describe('the end', () => {
  test.skipIf(!works('cgroup-skb', 'freezer-v2', 'kill'))(
    'SIGTERM and a stop undo everything',
    async () => {
      for (const end of ['SIGTERM', 'stop']) {
        const other = new SensorProcess();
        await other.must('quarantine', policyFor({}));
        await other.must('freeze', policyFor({}));
        await other.must('exec-policy', policyFor({ drift: 'deny' }));
        const ended = once(other.process, 'exit');
        if (end === 'stop') await other.ask('stop', { keep: false });
        else other.process.kill('SIGTERM');
        await ended;

        expect(frozen()).toBe(false);
        expect(
          await container.sh(
            `/out/touch /out/x && ping -c1 -W1 ${network.host} >/dev/null; echo $?`,
          ),
        ).toBe('0');
      }
    },
  );

  test.skipIf(!works('cgroup-skb'))(
    'without its client the daemon stays until the last containment is over',
    async () => {
      const left = new SensorProcess();
      await left.must('quarantine', policyFor({ ttlMs: 1500 }));
      const ended = once(left.process, 'exit');
      left.hangUp();

      const cut = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);
      await ended;
      const free = await container.sh(`ping -c1 -W1 ${network.host} >/dev/null; echo $?`);

      expect(cut).toMatch(/^1$/mu);
      expect(free).toBe('0');
    },
  );
});
