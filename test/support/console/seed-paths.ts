import type { AnswerOf } from '#wire/routes.ts';
import { townNames } from './seed-town.ts';

type AttackPath = AnswerOf<'readAttackPath'>;

/** Attack paths. */
export function makePaths(): AttackPath[] {
  return [0, 5, 9, 1].map((at, number) => {
    const [name, namespace] = townNames[at] ?? townNames[0];
    const goal = number % 2 === 0 ? 'Node' : 'Secrets';
    return {
      id: String(100 + number),
      title: `From the internet over ${name} to ${goal === 'Node' ? 'the node' : 'secrets of the cluster'}`,
      tier: (['P0', 'P1', 'P1', 'P2'] as const)[number] ?? 'P2',
      score: 91.4 - number * 13,
      place: { cluster: 'west-1', namespace },
      workload: `w-${at}`,
      steps: [
        {
          label: 'Internet',
          kind: 'internet',
          evidence: [{ label: 'Exposure', text: `${name} is reachable from the internet` }],
        },
        { label: name, kind: 'workload', ref: `w-${at}`, evidence: [] },
        {
          label: number === 3 ? 'CVE-2023-44487' : 'CVE-2024-6387',
          kind: 'vulnerability',
          ref: '3',
          evidence: [
            { label: 'Component', text: 'openssh-server in checkout:2.14.0' },
            { label: 'Usage', text: 'loaded at run time' },
            { label: 'Exploitation', text: 'known to be exploited' },
          ],
        },
        ...(number === 1
          ? [
              {
                label: 'ledger',
                kind: 'workload',
                ref: 'w-3',
                evidence: [
                  { label: 'Allowed', text: 'policies let the one before connect to tcp/5432' },
                ],
              },
              {
                label: 'CVE-2021-44228',
                kind: 'vulnerability',
                ref: '4',
                evidence: [{ label: 'Usage', text: 'not observed: counts as loaded' }],
              },
            ]
          : []),
        {
          label: `Rights of ${name}`,
          kind: 'privilege',
          ref: `w-${at}`,
          evidence: [
            { label: 'Right', text: 'privileged' },
            { label: 'Right', text: 'mounts /var/run/docker.sock' },
          ],
        },
        { label: goal, kind: goal === 'Node' ? 'node' : 'secret', evidence: [] },
      ],
      cut: {
        step: 2,
        title: 'Update openssh-server to 1:9.2p1-2+deb12u3 in checkout:2.14.0',
        ...(number === 0
          ? { command: 'docker build --pull -t registry.example/shop/checkout:2.14.1 .' }
          : {}),
      },
    };
  });
}
