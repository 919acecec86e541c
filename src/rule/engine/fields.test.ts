import { expect, test } from 'vitest';
import type { RuntimeEvent } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { allFields } from '../fields/fields.ts';
import { compileRules } from './compile.ts';
import { standardReaders } from './readers/standard.ts';
import { anAudit, anEvent, anOpen, aProcess, ruleOf } from './testing.ts';
import type { AnyEvent, Environment } from './value.ts';

const environment: Environment = {
  other: undefined,
  steps: undefined,
  hostname: 'node-1',
  first: 1_700_000_000_000_000_000n,
  seconds: 1_700_000_060,
  nanoseconds: 0,
};
const container: WorkloadContainer = {
  id: 'ab'.repeat(32),
  shortId: 'ab'.repeat(6),
  engine: 'containerd',
  name: 'web',
  image: { reference: 'registry.local:5000/shop/web:1.4' },
  privileged: true,
  labels: { app: 'web', ['__proto__']: 'x' },
  mounts: [
    {
      source: '/etc',
      destination: '/host/etc',
      mode: 'rw',
      readWrite: true,
      propagation: 'rprivate',
    },
  ],
  created: 1_700_000_000_000,
  pod: {
    name: 'web-1',
    namespace: 'shop',
    uid: 'u',
    labels: { tier: 'front' },
    owner: 'Deployment/web',
  },
  probes: [['/bin/sh', '-c', 'id']],
};
const nginx = aProcess({
  pid: 90,
  virtualPid: 1,
  name: 'nginx',
  exe: 'nginx',
  exePath: '/usr/sbin/nginx',
  args: [],
  session: 90,
  group: 90,
  container,
});
const shell = aProcess({
  parent: aProcess({ pid: 95, name: 'php-fpm', args: ['--x'], parent: nginx, container }),
  container,
  capabilities: { effective: 2 ** 21 + 2, permitted: 0, inheritable: 0 },
  env: ['PATH=/bin', 'LD_PRELOAD=/tmp/x.so'],
  file: {
    device: 27,
    inode: 9,
    changed: 1_699_999_999_000,
    modified: 1_699_999_998_000,
    upperLayer: true,
    overlay: true,
    memory: false,
    temporary: false,
    deleted: true,
    writable: false,
    setUid: false,
  },
});
const client = { address: '10.0.0.5', port: 40_000 };
const server = { address: '1.2.3.4', port: 443 };
const exec = anEvent('execve', { process: shell });
const open = anOpen('/etc/shadow', {
  flags: 0o2001101,
  raw: '../etc/../etc//shadow',
  process: shell,
});
const failed = anEvent('openat', { result: -2, args: { name: 'x', dirfd: -100, flags: 2 } });
const connect = anEvent('connect', {
  fd: {
    number: 5,
    kind: 'ipv4',
    name: '10.0.0.5:40000->1.2.3.4:443',
    socket: {
      protocol: 'tcp',
      isServer: false,
      client,
      server,
      local: client,
      remote: server,
      connected: true,
      remoteNames: ['evil.example'],
    },
  },
});

const cases: readonly (readonly [field: string, event: RuntimeEvent, value: unknown])[] = [
  ['evt.num', exec, 1],
  ['evt.time', exec, '22:14:20.123456789'],
  ['evt.time.s', exec, '22:14:20'],
  ['evt.time.iso8601', exec, '2023-11-14T22:14:20.123456789+0000'],
  ['evt.datetime', exec, '2023-11-14 22:14:20.123456789'],
  ['evt.rawtime', exec, 1_700_000_060_123_456_789n],
  ['evt.reltime.s', exec, 60],
  ['evt.deltatime', exec, 123_456_789],
  ['evt.hostname', exec, 'node-1'],
  ['evt.source', exec, 'syscall'],
  ['evt.category', exec, 'process'],
  ['evt.category', anEvent('read', { fd: { number: 1, kind: 'pipe', name: '' } }), 'ipc'],
  ['evt.res', exec, 'SUCCESS'],
  ['evt.res', failed, 'ENOENT'],
  ['evt.rawres', failed, -2],
  ['evt.failed', failed, true],
  ['evt.is_open_read', open, false],
  ['evt.is_open_write', open, true],
  ['evt.is_open_write', exec, false],
  ['evt.is_open_exec', anOpen('/x', { args: { flags: 0o101, mode: 0o755 } }), true],
  ['evt.is_open_exec', anEvent('creat', { args: { mode: 0o100 } }), true],
  ['evt.is_open_create', anOpen('/x', { args: { flags: 0o301, mode: 0 } }), true],
  ['evt.is_open_read', anOpen('/x', { args: { flags: 2 } }), true],
  ['evt.arg.flags', open, 'O_TRUNC|O_CREAT|O_WRONLY|O_CLOEXEC'],
  ['evt.arg.flags', anOpen('/x'), 'O_RDONLY'],
  ['evt.arg.flags', anOpen('/x', { args: { flags: 0o4010000 } }), 'O_SYNC|O_RDONLY'],
  ['evt.arg.flags', anOpen('/x', { args: { flags: 0o20200002 } }), 'O_RDWR|O_TMPFILE'],
  ['evt.rawarg.flags', open, 0o2001101],
  ['evt.arg.mode', anOpen('/x', { args: { mode: 0o644 } }), '0644'],
  [
    'evt.arg.mode',
    anEvent('fchmodat', { args: { mode: 0o4711 } }),
    'S_IXOTH|S_IXGRP|S_IXUSR|S_IWUSR|S_IRUSR|S_ISUID',
  ],
  ['evt.arg.domain', anEvent('socket', { args: { domain: 17 } }), 'AF_PACKET'],
  ['evt.arg.domain', anEvent('socket', { args: { domain: 1 } }), 'AF_LOCAL|AF_UNIX'],
  ['evt.arg.request', anEvent('ptrace', { args: { request: 16 } }), 'PTRACE_ATTACH'],
  [
    'evt.arg.flags',
    anEvent('unshare', { args: { flags: 0x10000000 + 0x20000 } }),
    'CLONE_NEWNS|CLONE_NEWUSER',
  ],
  ['evt.arg.cmd', anEvent('bpf', { args: { cmd: 5 } }), 'BPF_PROG_LOAD'],
  ['evt.arg.sig', anEvent('kill', { args: { pid: 1, sig: 9 } }), 'SIGKILL'],
  ['evt.arg.uid', anEvent('setuid', { args: { uid: 0 } }), 'root'],
  ['evt.arg.uid', anEvent('setuid', { args: { uid: 33 } }), 'www-data'],
  ['evt.arg.path', anEvent('unlink', { args: { path: 'a/../b' } }), '/srv/b'],
  ['evt.arg.path', anEvent('unlink', { args: { path: '/a//b' } }), '/a//b'],
  ['evt.arg.name', anEvent('unlinkat', { args: { name: 'b', dirfd: 9 } }), 'b'],
  ['evt.arg.dirfd', open, 'AT_FDCWD'],
  ['evt.arg.fd', open, '<f>/etc/shadow'],
  ['evt.arg.fd', failed, 'ENOENT'],
  ['evt.arg.tuple', connect, '10.0.0.5:40000->1.2.3.4:443'],
  ['evt.arg.res', failed, undefined],
  ['evt.arg.args', exec, '-c.id.'],
  ['evt.arg[0]', exec, '0'],
  [
    'evt.args',
    anEvent('unlink', { args: { path: 'b' }, result: -2 }),
    'res=-2(ENOENT) path=b(/srv/b)',
  ],
  ['evt.type.is.open', exec, 0],
  ['fd.num', open, 3],
  ['fd.num', failed, -1],
  ['fd.name', open, '/etc/shadow'],
  ['fd.name', failed, '/srv/x'],
  ['fd.nameraw', open, '../etc/../etc/shadow'],
  ['fd.directory', open, '/etc'],
  ['fd.directory', anOpen('/x'), '/'],
  ['fd.directory', connect, undefined],
  ['fd.filename', open, 'shadow'],
  ['fd.typechar', connect, '4'],
  ['fd.type', connect, 'ipv4'],
  ['fd.ip', connect, ['10.0.0.5', '1.2.3.4']],
  ['fd.sip', connect, '1.2.3.4'],
  ['fd.lport', connect, 40_000],
  ['fd.port', connect, [40_000, 443]],
  ['fd.sip.name', connect, ['evil.example']],
  ['fd.cip.name', connect, undefined],
  ['fd.sip', open, undefined],
  ['fd.l4proto', connect, 'tcp'],
  ['fd.connected', connect, true],
  ['fs.path.name', open, '/etc/shadow'],
  ['fs.path.name', anEvent('mkdirat', { args: { path: 'd', dirfd: -100 } }), '/srv/d'],
  [
    'fs.path.name',
    anEvent('mkdirat', { args: { path: 'd', dirfd: -100 }, result: -17 }),
    undefined,
  ],
  ['fs.path.source', anEvent('rename', { args: { oldpath: '/a', newpath: '/b' } }), '/a'],
  [
    'fs.path.target',
    anEvent('symlink', { args: { target: '/etc/shadow', linkpath: '/b' } }),
    '/etc/shadow',
  ],
  [
    'fs.path.target',
    anEvent('symlinkat', { args: { target: 'shadow', linkdirfd: -100, linkpath: '/b' } }),
    '<UNKNOWN>shadow',
  ],
  [
    'evt.abspath.dst',
    anEvent('renameat2', { args: { oldpath: '/a', newpath: 'b', newdirfd: -100 } }),
    '/srv/b',
  ],
  ['proc.name', exec, 'sh'],
  ['proc.pname', exec, 'php-fpm'],
  ['proc.aname', exec, 'php-fpm nginx'],
  ['proc.aname[0]', exec, 'sh'],
  ['proc.aname[2]', exec, 'nginx'],
  ['proc.aname[3]', exec, undefined],
  ['proc.apid[1]', exec, 95],
  ['proc.apid', exec, 100],
  ['proc.aexepath[2]', exec, '/usr/sbin/nginx'],
  ['proc.exe', exec, '/bin/sh'],
  ['proc.cmdline', exec, 'sh -c id'],
  ['proc.pcmdline', exec, 'php-fpm --x'],
  ['proc.exeline', exec, '/bin/sh -c id'],
  ['proc.args', exec, '-c id'],
  ['proc.args[1]', exec, 'id'],
  ['proc.args[8]', exec, ''],
  ['proc.env[LD_PRELOAD]', exec, '/tmp/x.so'],
  ['proc.env', exec, 'PATH=/bin LD_PRELOAD=/tmp/x.so'],
  ['proc.cwd', exec, '/srv'],
  ['proc.vpid', exec, 7],
  ['proc.sname', exec, 'nginx'],
  ['proc.sid', exec, 90],
  ['proc.is_vpgid_leader', exec, false],
  ['proc.is_pgid_leader', exec, true],
  ['proc.duration', exec, 60_123_456_789],
  ['proc.is_exe_upper_layer', exec, true],
  ['proc.is_exe_lower_layer', exec, false],
  ['proc.exe_ino.ctime_duration_proc_start', exec, 1_000_000_000],
  ['proc.exe_ino.mtime', exec, 1_699_999_998_000_000_000n],
  ['user.name', exec, 'www-data'],
  [
    'user.name',
    anEvent('execve', { process: { ...aProcess({ uid: 0 }), userName: 'toor' } }),
    'toor',
  ],
  ['user.homedir', anEvent('execve', { process: aProcess({ uid: 0 }) }), '/root'],
  ['user.homedir', exec, undefined],
  // The leader of a group needs no link of the same group below it.
  ['proc.pgid.name', anEvent('execve', { process: { ...shell, group: 90 } }), 'nginx'],
  ['user.loginuid', exec, -1],
  ['thread.cap_effective', exec, 'CAP_DAC_OVERRIDE CAP_SYS_ADMIN'],
  ['container.id', exec, 'ab'.repeat(6)],
  ['container.id', open, 'ab'.repeat(6)],
  ['container.id', connect, 'host'],
  ['container.image', exec, 'registry.local:5000/shop/web:1.4'],
  ['container.image.repository', exec, 'registry.local:5000/shop/web'],
  ['container.image.tag', exec, '1.4'],
  ['container.privileged', exec, true],
  ['container.label[app]', exec, 'web'],
  ['container.label[toString]', exec, undefined],
  ['container.mount.dest[/etc]', exec, '/host/etc'],
  ['container.mount.source[/host/*]', exec, '/etc'],
  ['container.mounts', exec, '/etc:/host/etc:rw:true:rprivate'],
  ['container.duration', exec, 60_123_456_789],
  ['k8s.pod.name', exec, 'web-1'],
  ['k8s.ns.name', exec, 'shop'],
  ['k8s.pod.label[tier]', exec, 'front'],
  ['k8s.deployment.name', exec, 'web'],
  ['proc.is_container_healthcheck', exec, true],
  ['syscall.type', anEvent('personality'), 'personality'],
  ['syscall.type', anEvent('dns'), undefined],
  ['evt.arg.answers', anEvent('dns', { args: { answers: ['a', 'b'] } }), 'a,b'],
  ['evt.arg.name', anEvent('io_uring_submit', { args: { name: 'k', op: 'openat' } }), '/srv/k'],
  ['dns.name', anEvent('dns', { args: { name: 'a.b', answers: ['1.1.1.1'] } }), 'a.b'],
];

test.for(cases)('%s', ([text, event, value]) => {
  expect(read(text, event)).toEqual(value);
});

test('a relative name is the second name of its file', () => {
  const set = compileRules([ruleOf('evt.type = openat and fd.name = /secret/key')]);
  const event = anOpen('/real/key', { raw: '../secret/./key' });

  expect(set.judge(event)).toHaveLength(1);
  expect(compileRules(set.rules, { falcoStrict: true }).judge(event)).toHaveLength(0);
});

test.for([
  ['fd.name startswith /etc and fd.name != /etc/shadow', false],
  ['fd.name startswith /etc and not fd.name startswith /tmp', true],
  ['fd.name startswith /tmp and not fd.filename = shadow', true],
  ['not fd.name = /etc/shadow and not fd.name = /tmp/link', false],
] as const)('by either name, but by one at a time: %s', ([condition, holds]) => {
  const set = compileRules([ruleOf(`evt.type = openat and ${condition}`)]);

  const hits = set.judge(anOpen('/etc/shadow', { raw: '/tmp/link' }));

  expect(hits).toHaveLength(holds ? 1 : 0);
});

const pod = {
  objectRef: { resource: 'pods', namespace: 'shop', name: 'web-1' },
  requestURI: '/api/v1/namespaces/shop/pods/web-1/exec?command=sh&command=-c&tty=true',
  annotations: { 'authorization.k8s.io/decision': 'allow' },
  user: { username: 'ann', groups: ['dev', 'ops'] },
  sourceIPs: ['10.0.0.1', '10.0.0.2'],
  responseStatus: { code: 201 },
  requestObject: {
    subjects: [
      { kind: 'ServiceAccount', name: 'sa', namespace: 'ns' },
      { kind: 'User', name: 'u' },
    ],
    rules: [{ verbs: ['get', '*'], resources: ['pods'] }, { verbs: ['list'] }],
    spec: {
      hostNetwork: true,
      securityContext: { runAsUser: 5 },
      volumes: [
        { name: 'a', hostPath: { path: '/etc' } },
        { name: 'b', emptyDir: {} },
      ],
      containers: [
        {
          name: 'a',
          image: 'r:5000/x/a:1@sha256:00',
          command: ['sh', '-c'],
          securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN', 'SYS_ADMIN'] } },
          ports: [{ hostPort: 80 }],
        },
        {
          name: 'b',
          image: 'b',
          securityContext: { runAsUser: 0 },
          ports: [{ containerPort: 81 }],
        },
      ],
    },
  },
};
const audit = anAudit(pod);

test.for([
  ['ka.target.resource', 'pods'],
  ['ka.auth.decision', 'allow'],
  ['ka.uri.param[command]', 'sh'],
  ['ka.uri.param[none]', undefined],
  ['ka.user.groups', ['dev', 'ops']],
  ['ka.sourceips[1]', ['10.0.0.2']],
  ['ka.response.code', '201'],
  ['ka.target.pod.name', 'web-1'],
  ['ka.req.binding.subjects.serviceaccount_ns_names', ['ns:sa']],
  ['ka.req.binding.subjects.group_names', undefined],
  ['ka.req.role.rules.verbs', ['get', '*', 'list']],
  ['ka.req.role.rules.verbs[1]', ['list']],
  ['ka.req.pod.host_network', 'true'],
  ['ka.req.pod.containers.image', ['r:5000/x/a:1@sha256:00', 'b']],
  ['ka.req.pod.containers.image.repository', ['r:5000/x/a', 'b']],
  ['ka.req.pod.containers.image[1]', ['b']],
  ['ka.req.pod.containers.privileged', ['true']],
  ['ka.req.pod.containers.command', ['sh -c']],
  ['ka.req.pod.containers.add_capabilities', ['NET_ADMIN', 'SYS_ADMIN']],
  ['ka.req.pod.containers.eff_run_as_user', ['5', '0']],
  ['ka.req.pod.containers.host_port', ['80', '81']],
  ['ka.req.pod.volumes.hostpath', ['/etc']],
  ['ka.req.volume.hostpath[/e*]', 'true'],
  ['ka.req.pod.volumes.volume_type', ['hostPath', 'emptyDir']],
  ['ka.req.container.privileged', 'true'],
  ['ka.req.pod.initContainers.image', undefined],
  ['jevt.value[/requestObject/spec/containers/1/name]', 'b'],
  ['jevt.value[/annotations/authorization.k8s.io~1decision]', 'allow'],
  ['jevt.value[/__proto__/constructor]', undefined],
  ['jevt.rawtime', '1700000060000000005'],
] as const)('audit: %s', ([text, value]) => {
  expect(read(text, audit)).toEqual(value);
});

test('every field that rules may name has a reader', () => {
  const without = allFields().filter(
    ({ name, source }) => read(name, source === 'k8s_audit' ? audit : exec) === missing,
  );

  expect(without).toEqual([]);
});

const missing = Symbol('no reader');

function read(text: string, event: AnyEvent): unknown {
  const [, name = '', argument] = /^([^[]+)(?:\[(.*)\])?$/.exec(text) ?? [];
  const reader = standardReaders(
    event.source,
    environment,
  )({
    kind: 'field',
    name,
    ...(argument !== undefined && { argument }),
    at: 0,
  });
  return reader === undefined ? missing : reader.read(event);
}
