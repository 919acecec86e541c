import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type ControlPlane,
  canStartControlPlane,
  startControlPlane,
} from './testing/control-plane.ts';

const program = resolve('dist/caisson.js');
const hasServer = canStartControlPlane();
let root = '';
let plane: ControlPlane | undefined;

beforeAll(async () => {
  if (!existsSync(program)) execFileSync(process.execPath, ['tools/build.ts']);
  root = mkdtempSync(join(tmpdir(), 'caisson-cli-kube-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  if (hasServer) plane = await startControlPlane();
});
afterAll(async () => {
  rmSync(root, { recursive: true, force: true });
  await plane?.stop();
});

const files = {
  'shop/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx
          securityContext:
            privileged: true
`,
  'shop/broken.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: fine, namespace: shop }
---
apiVersion: v1
kind: [
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`,
  'rbac.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: reader }
rules: [{ apiGroups: [""], resources: [secrets], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: readers }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader }
subjects: [{ kind: Group, name: devs, apiGroup: rbac.authorization.k8s.io }]
`,
};

function caisson(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: join(root, 'home'), TMPDIR: root },
    maxBuffer: 2 ** 28,
  });
  return { status, out: stdout, err: stderr };
}

test('a scan of manifests names object, field and line, and what is broken is a gap', () => {
  const { status, out } = caisson('kube', 'scan', 'shop', '-o', 'json');
  const report = JSON.parse(out) as {
    readonly findings: readonly { readonly finding: Record<string, unknown> }[];
    readonly inventory: {
      readonly gaps: readonly { readonly location: { readonly line: number } }[];
    };
    readonly posture: { readonly score: number };
  };
  const found = report.findings.find(({ finding }) => finding['rule'] === 'CSN-K8S-0001');

  expect(status).toBe(0);
  expect(found?.finding).toMatchObject({
    locations: [
      {
        path: 'shop/web.yaml',
        line: 13,
        field: 'spec.template.spec.containers[0].securityContext.privileged',
      },
    ],
    fault: { object: { kind: 'Deployment', namespace: 'shop', name: 'web' } },
  });
  expect(report.inventory.gaps.length).toBeGreaterThan(0);
  expect(report.posture.score).toBeLessThan(100);
});

test('a gate fails, and what stood in the baseline does not', () => {
  const before = join(root, 'before.json');

  expect(caisson('kube', 'scan', 'shop', '--fail-on', 'high', '-o', `json=${before}`).status).toBe(
    1,
  );
  expect(caisson('kube', 'scan', 'shop', '--fail-on', 'high', '--baseline', before).status).toBe(0);
});

test('fixes leave a manifest that Pod Security accepts', () => {
  writeFileSync(join(root, 'fixed.yaml'), files['shop/web.yaml']);

  expect(caisson('fix', 'fixed.yaml', '--safety', 'review', '--write').status).toBe(0);
  const text = readFileSync(join(root, 'fixed.yaml'), 'utf8');
  const { out } = caisson('check', 'fixed.yaml', '-o', 'lines', '--fail-on', 'none');

  expect(text).toContain('allowPrivilegeEscalation: false');
  expect(text).not.toContain('privileged: true');
  expect(out).not.toMatch(/CSN-K8S-00(?:0[1-9]|1\d|2[0-3])\b/);
});

test('rights are answered as the server answers them', () => {
  const yes = caisson('kube', 'can-i', 'get', 'secrets', '--as', 'group:devs', '-f', 'rbac.yaml');
  const no = caisson('kube', 'can-i', 'list', 'secrets', '--as', 'group:devs', '-f', 'rbac.yaml');

  expect([yes.status, no.status]).toEqual([0, 1]);
  expect(yes.out).toContain('rbac.yaml:4');
});

test('names that mean nothing are errors with a hint, not answers', () => {
  const { status, err } = caisson('kube', 'network', 'explain', 'web2', 'web', '-f', 'shop');

  expect(status).toBe(2);
  expect(err).toMatch(/hint: did you mean/);
});

test('standard input is a source', () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [program, 'kube', 'scan', '-', '-o', 'lines'],
    {
      cwd: root,
      encoding: 'utf8',
      input: files['shop/web.yaml'],
      env: { HOME: join(root, 'home'), TMPDIR: root },
    },
  );

  expect(status).toBe(0);
  expect(stdout).toContain('CSN-K8S-0001');
});

test.skipIf(!hasServer)(
  'a live cluster is scanned, and the next scan says what changed',
  async () => {
    const kubeconfig = ['--kubeconfig', plane?.kubeconfig ?? ''];
    await plane?.call('POST', '/api/v1/namespaces', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });
    const first = caisson('kube', 'scan', ...kubeconfig);
    await plane?.call('POST', '/api/v1/namespaces/shop/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bad' },
      spec: {
        containers: [{ name: 'c', image: 'nginx', securityContext: { privileged: true } }],
      },
    });
    const second = caisson('kube', 'scan', ...kubeconfig);
    const json = caisson('kube', 'scan', ...kubeconfig, '-o', 'json');

    expect(first.status).toBe(0);
    expect(second.out).toMatch(/worse by .* points {2}[1-9]/);
    expect(json.out).toContain('"path": "shop/Pod/bad"');
  },
);

test.skipIf(!hasServer)('who may list nothing gets gaps and an answer', () => {
  const { status, err } = caisson(
    'kube',
    'scan',
    '--kubeconfig',
    plane?.kubeconfig ?? '',
    '--context',
    'alice',
    '--strict',
    '-o',
    'lines',
  );

  expect(status).toBe(3);
  expect(err).not.toContain('bug');
});
