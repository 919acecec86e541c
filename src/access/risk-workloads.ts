import { change, core, high, medium, of, type RiskData } from './risk.ts';

/** Rights on secrets, pods and nodes that reach further than they seem to. */
export const workloadRisks = {
  'secrets-read': {
    ability: 'read secrets',
    permissions: [core(['get', 'list', 'watch'], 'secrets')],
    severity: high,
    techniques: ['T1552.007'],
    isMain: true,
  },
  'secrets-write': {
    ability: 'write secrets',
    permissions: [core(change, 'secrets')],
    severity: { cluster: 'medium' },
    techniques: ['T1098'],
  },
  'pods-create': {
    ability: 'create pods',
    permissions: [core(['create'], 'pods')],
    severity: high,
    techniques: ['T1610'],
    isMain: true,
  },
  'workloads-write': {
    ability: 'create or change workloads',
    permissions: [
      core(['update', 'patch'], 'pods'),
      core(change, 'replicationcontrollers', 'podtemplates'),
      of(
        ['apps', 'extensions'],
        change,
        'deployments',
        'daemonsets',
        'statefulsets',
        'replicasets',
      ),
      of(['batch'], change, 'jobs', 'cronjobs'),
    ],
    severity: high,
    techniques: ['T1610'],
  },
  'pods-exec': {
    ability: 'run commands in pods',
    permissions: [core(['create', 'get'], 'pods/exec', 'pods/attach')],
    severity: high,
    techniques: ['T1609'],
    isMain: true,
  },
  'pods-debug': {
    ability: 'add debug containers to pods',
    permissions: [core(['update', 'patch'], 'pods/ephemeralcontainers')],
    severity: high,
    techniques: ['T1609'],
  },
  'pods-portforward': {
    ability: 'open ports of pods past network policies',
    permissions: [core(['create', 'get'], 'pods/portforward')],
    severity: medium,
    techniques: ['T1090'],
  },
  'pods-log': {
    ability: 'read the logs of pods',
    permissions: [core(['get', 'list', 'watch'], 'pods/log')],
    severity: { cluster: 'low', namespace: 'low' },
    techniques: ['T1552'],
  },
  'nodes-proxy': {
    ability: 'reach the kubelet of nodes, and through it every container',
    permissions: [core(['get', 'create', 'update', 'patch', 'delete'], 'nodes/proxy')],
    severity: { cluster: 'high' },
    techniques: ['T1609'],
  },
  'nodes-write': {
    ability: 'change nodes, and so decide where pods run',
    permissions: [core(['update', 'patch', 'delete', 'create'], 'nodes', 'nodes/status')],
    severity: { cluster: 'medium' },
    techniques: ['T1578'],
  },
} as const satisfies Readonly<Record<string, RiskData>>;
