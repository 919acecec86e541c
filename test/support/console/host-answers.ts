import { type Answers, pageOf } from './answer.ts';
import { counts, none } from './seed-town.ts';
import { hour } from './times.ts';

/** Hosts and clusters. */
export function hostAnswers(now: number): Answers {
  const hosts = Array.from({ length: 6 }, (_, at) => ({
    id: `h-${at}`,
    name: `node-${at + 1}.west.example`,
    os: 'Debian 12',
    kernel: at === 4 ? '4.19.0-27' : '6.1.0-28',
    cluster: 'west-1',
    sensor:
      (['watching', 'watching', 'degraded', 'watching', 'absent', 'unknown'] as const)[at] ??
      'unknown',
    ...(at === 2 ? { sensorReason: 'the ring buffer was full for 4 seconds' } : {}),
    ...(at === 4
      ? { sensorReason: 'the kernel has no BTF; install a kernel of 5.8 or newer' }
      : {}),
    lastSeen: now - at * 40_000,
    ...(at === 5 ? {} : { scanned: now - at * 7 * hour }),
    containers: 9 + at,
    lost: at === 2 ? 1412 : 0,
    findings: at === 5 ? none : counts,
  }));
  return {
    listHosts: ({ query }) =>
      pageOf(
        hosts.filter((one) => one.name.includes(query.q ?? '')),
        query,
      ),
    readHost: ({ params }) => ({
      ...(hosts.find((one) => one.id === params.id) ?? hosts[2]),
      abilities: [
        { id: 'exec', state: 'works', text: 'starts of programs are seen' },
        { id: 'files', state: 'works', text: 'files that are opened are seen' },
        {
          id: 'lsm',
          state: 'absent',
          text: 'the kernel has no BPF LSM: denials fall back to fanotify',
        },
      ],
      gapList: [
        { reason: 'sensor.lost', detail: '1,412 events were lost between 12:04 and 12:05' },
      ],
      facts: [
        { label: 'Runtime', text: 'containerd 1.7.22' },
        { label: 'Docker socket', text: 'readable by group docker' },
      ],
    }),
    listClusters: () => ({
      items: [
        {
          id: 'c1',
          name: 'west-1',
          server: 'https://10.0.0.4:6443',
          version: 'v1.31.2',
          state: 'watched',
          nodes: 6,
          namespaces: 9,
          workloads: 41,
          findings: counts,
          scanned: now - hour,
        },
        {
          id: 'c2',
          name: 'east-1',
          server: 'https://10.8.0.4:6443',
          state: 'unreachable',
          reason: 'connection refused by 10.8.0.4:6443',
          nodes: 0,
          namespaces: 0,
          workloads: 0,
          findings: none,
        },
      ],
    }),
  };
}
