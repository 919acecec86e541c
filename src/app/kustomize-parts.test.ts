import { expect, test } from 'vitest';
import { parseYaml } from '#yaml/parse.ts';
import { partsOfKustomization } from './kustomize-parts.ts';

test('a kustomization names objects, other kustomizations and fragments of objects', () => {
  const text = `resources: [../base/, web.yaml]
components: [../parts/tls]
patches:
  - path: replicas.yaml
    target: { kind: Deployment }
  - patch: |
      - op: remove
        path: /spec/replicas
patchesStrategicMerge:
  - limits.yaml
  - |
    kind: Deployment
patchesJson6902:
  - path: json/one.json
replacements:
  - path: names.yaml
openapi: { path: schema.json }
`;
  const root = parseYaml(Buffer.from(text)).documents[0]?.root;

  expect(partsOfKustomization(root, 'deploy/prod')).toEqual({
    resources: ['deploy/base', 'deploy/prod/web.yaml', 'deploy/parts/tls'],
    fragments: [
      'deploy/prod/replicas.yaml',
      'deploy/prod/limits.yaml',
      'deploy/prod/json/one.json',
      'deploy/prod/names.yaml',
      'deploy/prod/schema.json',
    ],
  });
});
