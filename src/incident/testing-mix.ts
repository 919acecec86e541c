import type { Detection } from '#model/detection.ts';
import { container, detection, podExec, process } from './testing.ts';

const dayMs = 86_400_000;
const minute = 60_000;
/** 2026-03-02, a Monday. */
const begin = Date.UTC(2026, 2, 2);
const upper = {
  device: 1,
  inode: 9,
  changed: 0,
  modified: 0,
  upperLayer: true,
  overlay: true,
  memory: false,
  temporary: false,
  deleted: false,
  writable: true,
  setUid: false,
};

/** One class of noise: the same rule, day after day, from so many workloads. */
interface Noise {
  readonly rule: string;
  readonly perDay: number;
  readonly workloads: readonly string[];
  readonly make: (workload: string, time: number, random: () => number) => Detection;
}

/** An attack among the noise. */
export interface Planted {
  readonly name: string;
  readonly detections: readonly Detection[];
}

/**
 * The mix that an operator counted on 14 nodes: 33,065 detections a day of three rules (contacts to the API server, shells
 * that start scripts, dropped programs), from workloads that do so in their ordinary life.
 */
export function noise(day: number, random: () => number): readonly Detection[] {
  const all = classes.flatMap(({ rule, perDay, workloads, make }) =>
    Array.from({ length: perDay }, () => {
      const workload = workloads[Math.floor(random() * workloads.length)] ?? '';
      const time = begin + day * dayMs + Math.floor(random() * dayMs);
      return { ...make(workload, time, random), rule };
    }),
  );
  return all.sort((a, b) => a.time - b.time);
}

/** Four attacks on four days, each in the middle of the noise, two of them in workloads that are noisy themselves. */
export function attacks(): readonly (Planted & { readonly day: number })[] {
  return [
    { day: 1, name: 'web shell', detections: webShell(at(1)) },
    { day: 2, name: 'shell through the API, then a miner', detections: miner(at(2)) },
    { day: 4, name: 'escape from a privileged agent', detections: escape(at(4)) },
    { day: 5, name: 'dropped program in a build', detections: build(at(5)) },
  ];
}

function at(day: number): number {
  return begin + day * dayMs + 13 * 60 * minute;
}

const controllers = Array.from({ length: 24 }, (_, index) => `platform/controller${index}`);
const scripted = Array.from({ length: 40 }, (_, index) => `apps/service${index}`);
const builders = ['ci/runner', 'ci/packages', 'data/notebook'];

const classes: readonly Noise[] = [
  {
    rule: 'Contact K8S API Server From Container',
    perDay: 29_465,
    workloads: controllers,
    make(workload, time, random) {
      const owner = container(workload, 1 + Math.floor(random() * 3));
      return detection({
        time,
        id: idOf(time, random),
        severity: 'low',
        tags: ['T1565'],
        process: process(owner, { name: 'manager', pid: 10 }),
      });
    },
  },
  {
    rule: 'Run shell untrusted',
    perDay: 3150,
    workloads: scripted,
    make(workload, time, random) {
      const owner = container(workload, 1 + Math.floor(random() * 2));
      const parent = process(owner, { name: 'node', pid: 10 });
      const pid = 100 + Math.floor(random() * 30_000);
      return detection({
        time,
        id: idOf(time, random),
        severity: 'low',
        tags: ['T1059.004'],
        process: process(owner, {
          name: 'sh',
          exePath: '/bin/sh',
          args: ['-c', '/app/start.sh'],
          pid,
          start: time,
          parent,
        }),
      });
    },
  },
  {
    rule: 'Drop and execute new binary in container',
    perDay: 450,
    workloads: builders,
    make(workload, time, random) {
      const owner = container(workload, 1 + Math.floor(random() * 4));
      const parent = process(owner, { name: 'npm', pid: 10 });
      const pid = 100 + Math.floor(random() * 30_000);
      const tool = ['esbuild', 'node-gyp', 'tsc'][Math.floor(random() * 3)] ?? '';
      const exePath = `/builds/${Math.floor(random() * 1e6)}/node_modules/.bin/${tool}`;
      return detection({
        time,
        id: idOf(time, random),
        severity: 'critical',
        priority: 'critical',
        tags: ['TA0003'],
        process: process(owner, { name: tool, exePath, pid, start: time, parent, file: upper }),
      });
    },
  },
];

function webShell(time: number): readonly Detection[] {
  const owner = container('apps/service7');
  const server = process(owner, { name: 'node', pid: 10 });
  const shell = process(owner, {
    name: 'sh',
    exePath: '/bin/sh',
    args: ['-c', 'id'],
    pid: 41_000,
    start: time,
    parent: server,
  });
  const dropped = process(owner, {
    name: 'kdevtmpfsi',
    exePath: '/tmp/kdevtmpfsi',
    pid: 41_001,
    start: time,
    parent: shell,
    file: upper,
  });
  return [
    detection({ time, id: 'w1', rule: 'Run shell untrusted', severity: 'low', process: shell }),
    detection({
      time: time + 2000,
      id: 'w2',
      rule: 'Drop and execute new binary in container',
      severity: 'critical',
      priority: 'critical',
      process: dropped,
    }),
  ];
}

function miner(time: number): readonly Detection[] {
  const owner = container('shop/web');
  const shell = process(owner, {
    name: 'bash',
    exePath: '/bin/bash',
    pid: 700,
    start: time,
    tty: 34_816,
  });
  const tool = process(owner, {
    name: 'xmrig',
    exePath: '/dev/shm/xmrig',
    pid: 701,
    start: time + 5000,
    parent: shell,
    file: { ...upper, upperLayer: false, overlay: false, memory: true },
  });
  return [
    podExec(time, 'mallory', owner),
    detection({
      time: time + 1000,
      id: 'm1',
      rule: 'Terminal shell in container',
      severity: 'medium',
      process: shell,
    }),
    detection({
      time: time + 6000,
      id: 'm2',
      rule: 'Outbound connection to a miner pool',
      severity: 'high',
      process: tool,
    }),
  ];
}

function escape(time: number): readonly Detection[] {
  const owner = { ...container('platform/controller3'), privileged: true };
  const shell = process(owner, {
    name: 'sh',
    exePath: '/bin/sh',
    pid: 900,
    start: time,
    uid: 0,
    effectiveUid: 0,
  });
  return [
    detection({
      time,
      id: 'e1',
      rule: 'Change of core_pattern',
      severity: 'high',
      priority: 'error',
      process: shell,
    }),
  ];
}

function build(time: number): readonly Detection[] {
  const owner = container('ci/runner', 2);
  const npm = process(owner, { name: 'npm', pid: 10 });
  const dropped = process(owner, {
    name: 'x',
    exePath: '/tmp/.hidden/x',
    pid: 50_000,
    start: time,
    parent: npm,
    file: upper,
  });
  return [
    detection({
      time,
      id: 'b1',
      rule: 'Drop and execute new binary in container',
      severity: 'critical',
      priority: 'critical',
      process: dropped,
    }),
  ];
}

function idOf(time: number, random: () => number): string {
  return `${time}-${Math.floor(random() * 1e9)}`;
}
