import { expect, test } from 'vitest';
import { formatFieldPath } from './field-path.ts';
import { kubeObjectOf } from './object.ts';
import { podTemplatesOf } from './pods.ts';

const pod = { spec: { containers: [{ name: 'web', image: 'nginx' }] } };

test.for([
  ['v1', 'Pod', pod.spec, 'spec'],
  ['apps/v1', 'Deployment', { template: pod }, 'spec.template.spec'],
  ['v1', 'Deployment', { template: pod }, 'spec.template.spec'],
  ['v1', 'DeploymentConfig', { template: pod }, 'spec.template.spec'],
  [
    'batch/v1',
    'CronJob',
    { jobTemplate: { spec: { template: pod } } },
    'spec.jobTemplate.spec.template.spec',
  ],
  ['example.com/v1', 'Shop', { parts: [{ template: pod }] }, 'spec.parts[0].template.spec'],
  ['v1', 'Service', { template: pod }, undefined],
] as const)('pods of %s %s', ([apiVersion, kind, spec, path]) => {
  const object = kubeObjectOf({ apiVersion, kind, spec }, { place: { path: 'x.yaml' } });
  const [template] = object === undefined ? [] : podTemplatesOf(object);

  expect(template && formatFieldPath(template.specPath)).toBe(path);
});
