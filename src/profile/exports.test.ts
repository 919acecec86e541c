import { expect, test } from 'vitest';
import type { JsonObject } from '#model/json-value.ts';
import type { Profile } from '#model/profile.ts';
import { parseYaml } from '#yaml/parse.ts';
import { plain } from '#yaml/read.ts';
import { toAppArmor } from './app-armor.ts';
import { ProfileBook, type ProfileBookSettings } from './book.ts';
import { toFalcoExceptions } from './falco-exceptions.ts';
import { toMinimalImageAdvice } from './minimal-image.ts';
import { toNetworkPolicy } from './network-policy.ts';
import { toSeccomp } from './seccomp.ts';
import { toSecurityContext } from './security-context.ts';
import { connect, container, event, open, process, serve } from './testing.ts';

function learnt(
  settings: ProfileBookSettings = {},
  ...events: readonly Parameters<ProfileBook['observe']>[0][]
): Profile {
  const book = new ProfileBook(settings);
  for (const one of events) book.observe(one);
  book.noteSystemCalls(container(), ['read', 'write', 'openat', 'accept4', 'personality'], 1000);
  book.flush();
  const [profile] = book.profiles;
  if (profile === undefined) throw new Error('nothing was learnt');
  return profile;
}

function readYaml(text: string): unknown {
  const { documents, problems } = parseYaml(text);
  expect(problems).toEqual([]);
  return plain(documents[0]?.root);
}

function rulesOf(value: JsonObject): readonly {
  readonly names: readonly string[];
  readonly action: string;
  readonly errnoRet?: number;
  readonly args?: unknown;
}[] {
  return value['syscalls'] as never;
}

test('seccomp: what was seen under all its names, ENOSYS for the unknown, EPERM for the rest', () => {
  const { value } = toSeccomp(learnt(), { mode: 'errno', reachable: ['sendfile'] });
  const rules = rulesOf(value);
  const allowed =
    rules.find(({ action, args }) => action === 'SCMP_ACT_ALLOW' && args === undefined)?.names ??
    [];
  const denied = rules.find(({ errnoRet }) => errnoRet === 1)?.names ?? [];

  expect(value).toMatchObject({
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: 38,
    architectures: ['SCMP_ARCH_X86_64'],
  });
  expect(allowed).toEqual(
    expect.arrayContaining(['open', 'openat2', 'accept', 'sendfile', 'execve', 'exit_group']),
  );
  expect(denied).toEqual(
    expect.arrayContaining(['mount', 'ptrace', 'bpf', 'unshare', 'setns', 'init_module', 'keyctl']),
  );
  expect(allowed.filter((name) => denied.includes(name))).toEqual([]);
  expect(rules).toContainEqual({ names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: 38 });
  expect(rules.filter(({ names }) => names.includes('personality'))).toHaveLength(5);
  expect(rules).toContainEqual({
    names: ['clone'],
    action: 'SCMP_ACT_ALLOW',
    args: [{ index: 0, value: 0x7e02_0000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
  });
});

test('seccomp: the audit denies nothing, and two architectures are one profile', () => {
  const { value, notes } = toSeccomp(learnt(), { mode: 'log', architectures: ['x64', 'arm64'] });

  expect(value).toMatchObject({
    defaultAction: 'SCMP_ACT_LOG',
    architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64'],
  });
  expect(notes.join()).toContain('nothing is denied');
});

test('seccomp: who makes namespaces may go on doing so', () => {
  const profile = learnt({}, event({ type: 'unshare', args: { flags: 0x2_0000 } }));

  expect(rulesOf(toSeccomp(profile, { mode: 'errno' }).value)).toContainEqual({
    names: ['clone', 'unshare'],
    action: 'SCMP_ACT_ALLOW',
  });
});

test('AppArmor: programs, written places, sockets and capabilities; the rest of the dangerous things is denied', () => {
  const book = learnt(
    {},
    event({}),
    open('/var/cache/app/x', true),
    connect('10.0.0.1', 443),
    open('/etc/shadow', false),
  );
  const { value } = toAppArmor(book, { name: 'caisson-web', complain: true });

  expect(value).toContain(
    'profile "caisson-web" flags=(attach_disconnected,mediate_deleted,complain) {',
  );
  for (const line of [
    '"/usr/bin/server" mrix,',
    '"/var/cache/app/*" rwlk,',
    'network inet stream,',
    'deny mount,',
    'deny /proc/sys{,/**} wklx,',
    'deny /root/.ssh/** rwklx,',
  ])
    expect(value).toContain(`  ${line}\n`);
  expect(value).not.toContain('deny /etc/shadow');
});

test('NetworkPolicy: labels where they are known, addresses otherwise, DNS always', () => {
  const known = new Map([
    ['10.0.0.1', 'pod:shop/app=db,tier=data'],
    ['10.0.0.2', 'service:shop/queue'],
    ['10.0.0.7', 'pod:edge/app=proxy'],
  ]);
  const profile = learnt(
    { names: (address) => known.get(address) },
    connect('10.0.0.1', 5432),
    connect('10.0.0.2', 5672),
    connect('8.8.8.8', 443, {}, ['api.example.com']),
    connect('192.0.2.1', 25),
    connect('127.0.0.1', 9000),
    serve('accept4', 8080),
  );
  const { value, notes } = toNetworkPolicy(profile, {
    name: 'web',
    namespace: 'shop',
    podLabels: { app: 'web' },
    serviceLabels: (service) => (service === 'shop/queue' ? { app: 'queue' } : undefined),
  });
  const policy = readYaml(value) as { readonly spec: Readonly<Record<string, unknown>> };
  const shop = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } };

  expect(policy).toMatchObject({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web', namespace: 'shop' },
  });
  expect(policy.spec['egress']).toEqual([
    {
      to: [
        { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } },
      ],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    },
    { to: [{ ipBlock: { cidr: '192.0.2.1/32' } }], ports: [{ protocol: 'TCP', port: 25 }] },
    {
      to: [
        {
          ipBlock: {
            cidr: '0.0.0.0/0',
            except: [
              '10.0.0.0/8',
              '172.16.0.0/12',
              '192.168.0.0/16',
              '100.64.0.0/10',
              '169.254.0.0/16',
            ],
          },
        },
      ],
      ports: [{ protocol: 'TCP', port: 443 }],
    },
    {
      to: [{ ...shop, podSelector: { matchLabels: { app: 'db', tier: 'data' } } }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    },
    {
      to: [{ ...shop, podSelector: { matchLabels: { app: 'queue' } } }],
      ports: [{ protocol: 'TCP', port: 5672 }],
    },
  ]);
  expect(policy.spec['ingress']).toEqual([
    {
      from: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'edge' } },
          podSelector: { matchLabels: { app: 'proxy' } },
        },
      ],
      ports: [{ protocol: 'TCP', port: 8080 }],
    },
  ]);
  expect(notes.join()).toContain('api.example.com');
});

test('securityContext: no more than was used, a read-only root with what has to be written', () => {
  const user = process({
    uid: 101,
    effectiveUid: 101,
    capabilities: { effective: 2 ** 10, permitted: 0, inheritable: 0 },
  });
  const profile = learnt(
    {},
    event({ process: user }),
    open('/var/cache/nginx/client/3/x', true, { process: user }),
    open('/var/cache/nginx/x', true, { process: user }),
    open('/tmp/f', true, { process: user }),
    { ...serve('bind', 80), process: user },
  );

  expect(toSecurityContext(profile).value).toEqual({
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 101,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    emptyDirs: ['/tmp', '/var/cache/nginx'],
  });
});

test('securityContext: what writes beside its programs keeps a writable root, and says why', () => {
  const { value, notes } = toSecurityContext(
    learnt(
      {},
      event({}),
      open('/etc/app.conf', true),
      event({ type: 'setuid', args: { uid: 33 } }),
    ),
  );

  expect(value.securityContext).not.toHaveProperty('readOnlyRootFilesystem');
  expect(value.emptyDirs).toEqual([]);
  expect(notes.join('\n')).toContain(
    'the root file system stays writable: the program writes /etc',
  );
  expect(notes.join('\n')).toContain('becomes another user');
});

test('a smaller image: packages whose programs never ran, the dangerous ones first', () => {
  const profile = learnt(
    { expectation: () => ({ ports: [{ protocol: 'tcp', port: 9090 }] }) },
    event({}),
  );
  const { value } = toMinimalImageAdvice(profile, [
    { name: 'server', executables: ['/usr/bin/server'] },
    { name: 'runtime', executables: ['/usr/bin/rt'], neededBy: ['server'] },
    { name: 'zip', executables: ['/usr/bin/zip'], sizeBytes: 100 },
    { name: 'curl', executables: ['/usr/bin/curl'], sizeBytes: 200, purl: 'pkg:deb/debian/curl' },
    { name: 'libc', executables: [] },
  ]);

  expect(value).toEqual({
    unusedPackages: [
      { name: 'curl', purl: 'pkg:deb/debian/curl', sizeBytes: 200, danger: 'a network tool' },
      { name: 'zip', sizeBytes: 100 },
    ],
    usedPackages: ['runtime', 'server'],
    unusedNamed: ['port tcp 9090'],
    savedBytes: 300,
  });
});

test('exceptions for Falco name program, parent and image, never more', () => {
  const child = process({ pid: 7, exePath: '/bin/sh', parent: process() });
  const { value } = toFalcoExceptions(learnt({}, event({}), event({ process: child })), {
    rules: ['Run shell untrusted'],
    repository: 'registry.local/shop/web',
    namespace: 'shop',
  });

  expect(readYaml(value)).toEqual([
    {
      rule: 'Run shell untrusted',
      exceptions: [
        {
          name: 'caisson_shop_deployment_web_web_v1',
          fields: ['proc.exepath', 'proc.pexepath', 'container.image.repository', 'k8s.ns.name'],
          comps: ['=', '=', '=', '='],
          values: [['/bin/sh', '/usr/bin/server', 'registry.local/shop/web', 'shop']],
        },
      ],
      override: { exceptions: 'append' },
    },
  ]);
});
