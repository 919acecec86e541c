import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { filesBelow } from '#app/file-tree.ts';
import { renderAmong } from '#app/render-units.ts';
import type { Scope } from '#contract/scope.ts';
import { locate } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { kubePrograms } from './testing/kube-programs.ts';

const programs = kubePrograms();
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'caisson-render-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function scope(): Scope {
  return { ...testScope(), temporaryDirectory: root };
}

async function render(
  directory: string,
  searchPath = programs ?? '',
  values: readonly string[] = [],
) {
  const files = [...filesBelow([directory], root, { everything: false })];
  const path = `${searchPath}:/usr/bin:/bin`;
  return renderAmong(files, { searchPath: path, values, set: [], minor: 34 }, scope());
}

const chart = {
  'shop/Chart.yaml': 'apiVersion: v2\nname: web-shop\nversion: 1.0.0\n',
  'shop/values.yaml': 'image: nginx\nprivileged: true\n',
  'shop/templates/_helpers.tpl': '{{- define "shop.name" -}}{{ .Release.Name }}-web{{- end }}\n',
  'shop/templates/pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: {{ include "shop.name" . }}
  {{- if .Values.labels }}
  labels: {{ toYaml .Values.labels | nindent 4 }}
  {{- end }}
spec:
  containers:
    - name: web
      image: "{{ .Values.image }}:{{ .Capabilities.KubeVersion.Minor }}"
      securityContext:
        privileged: {{ .Values.privileged }}
`,
};

test.skipIf(programs === undefined)(
  'a chart is rendered with its values, and fields stand in the lines of its templates',
  async () => {
    write(chart);

    const tree = await render('shop');
    const [file] = tree.files;
    const objects =
      file === undefined ? [] : readManifests(file.path, file.bytes, file.rendered).objects;
    const [pod] = objects;
    const [template] = pod === undefined ? [] : podTemplatesOf(pod);
    const [container] = template?.containers ?? [];

    expect(tree.gaps).toEqual([]);
    expect(file?.path).toBe('shop/templates/pod.yaml');
    expect(container?.image).toBe('nginx:34');
    expect(
      pod && locate(pod, [...(container?.path ?? []), 'securityContext', 'privileged']),
    ).toMatchObject({ path: 'shop/templates/pod.yaml', line: 13 });
    expect(tree.covers('shop/templates/pod.yaml')).toBe(true);
    expect(tree.covers('shop/values.yaml')).toBe(true);
    expect(tree.covers('shop/Chart.yaml')).toBe(false);
  },
);

test.skipIf(programs === undefined)(
  'a chart that cannot be rendered is a gap that says why',
  async () => {
    write({
      'broken/Chart.yaml':
        'apiVersion: v2\nname: broken\nversion: 1.0.0\ndependencies: [{name: redis, version: 1.0.0, repository: "https://example.invalid"}]\n',
      'broken/templates/a.yaml': 'a: {{ required "set a" .Values.a }}\n',
    });

    const { files, gaps } = await render('broken');

    expect(files).toEqual([]);
    expect(gaps.map(({ location }) => location.path)).toEqual(['broken/Chart.yaml']);
    expect(gaps[0]?.detail).toMatch(/redis.*helm dependency build/s);
  },
);

test('without helm a chart is a gap', async () => {
  write(chart);
  const files = [...filesBelow(['shop'], root, { everything: false })];

  const { gaps } = await renderAmong(
    files,
    { searchPath: '/nowhere', values: [], set: [], minor: 34 },
    scope(),
  );

  expect(gaps[0]?.detail).toContain('helm is not installed');
});

const kustomization = {
  'k/base/kustomization.yaml': 'resources: [pod.yaml]\n',
  'k/base/pod.yaml':
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx\n',
  'k/prod/kustomization.yaml': 'namePrefix: prod-\nresources: [../base]\n',
};

test.skipIf(programs === undefined)(
  'a kustomization is built once, where it is used, and objects stand in the files of its bases',
  async () => {
    write(kustomization);

    const tree = await render('k');
    const [file] = tree.files;
    const [pod] =
      file === undefined ? [] : readManifests(file.path, file.bytes, file.rendered).objects;

    expect(tree.gaps).toEqual([]);
    expect(tree.files.map(({ unit }) => unit)).toEqual(['k/prod']);
    expect(pod?.name).toBe('prod-web');
    expect(pod?.annotations.size).toBe(0);
    expect(pod && locate(pod, ['spec', 'containers', 0, 'image'])).toMatchObject({
      path: 'k/base/pod.yaml',
      line: 8,
    });
    expect(tree.covers('k/base/pod.yaml')).toBe(true);
  },
);

test.skipIf(programs === undefined)('bases on other hosts are not fetched', async () => {
  write({ 'far/kustomization.yaml': 'resources: ["https://example.invalid/x.yaml"]\n' });

  const { gaps } = await render('far');

  expect(gaps[0]?.detail).toContain('bases on other hosts are not fetched');
});
