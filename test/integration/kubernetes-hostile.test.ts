import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kubeObjectOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import { defaultPostureSettings } from '#kube/subject.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { conditions } from '../../catalog/kubernetes.gen.ts';

const words =
  `name image env value valueFrom secretKeyRef ports containerPort hostPort securityContext capabilities
add drop seccompProfile type privileged volumes hostPath path volumeMounts mountPath subPath readOnly resources requests limits
memory cpu livenessProbe readinessProbe httpGet port host tolerations operator spec metadata labels annotations replicas
strategy rollingUpdate maxUnavailable schedule selector matchLabels matchExpressions key values template __proto__ constructor
toString initContainers command args affinity topologySpreadConstraints hostAliases serviceAccount projected sources`.split(
    /\s+/,
  );
const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    true,
    false,
    null,
    0,
    -1,
    1e99,
    '',
    '/',
    'ALL',
    '100%',
    '* * * * *',
    '--password=x',
  ),
  fc.string({ maxLength: 20 }),
  fc.double(),
);
const json: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), tie('node'), { maxKeys: 4, noNullPrototype: false }),
  ),
})).node;
const anObject: fc.Arbitrary<JsonObject> = fc.dictionary(fc.constantFrom(...words), json);
const container = fc
  .tuple(anObject, fc.dictionary(fc.constantFrom(...words), json))
  .map(([own, more]) => ({ name: 'a', ...own, ...more }));
const pod = fc
  .tuple(anObject, fc.array(fc.oneof(container, json), { maxLength: 3 }), json)
  .map(([spec, containers, volumes]) => ({ ...spec, containers, volumes }));
const kinds = [
  'Pod',
  'Deployment',
  'CronJob',
  'StatefulSet',
  'Job',
  'Service',
  'Workflow',
] as const;

test('checks take objects of any shape', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), pod, anObject, (kind, spec, rest) => {
      const template = { ...rest, spec };
      const own =
        kind === 'Pod' ? spec : { ...rest, template, jobTemplate: { spec: { template } } };
      const body = { apiVersion: 'apps/v1', kind, metadata: rest, spec: own };
      for (const apiVersion of ['v1', 'apps/v1', 'batch/v1', 'example.com/v1']) {
        const object = kubeObjectOf({ ...body, apiVersion }, { place: { path: 'x' } });
        if (object === undefined) return;
        const subject = { object, pods: podTemplatesOf(object), settings: defaultPostureSettings };
        for (const [id, evaluate] of Object.entries(conditions)) {
          if (id > 'CSN-K8S-0199') continue;
          for (const { message = '' } of evaluate(subject))
            expect(message.length).toBeGreaterThan(3);
        }
      }
    }),
    { numRuns: 150 },
  );
});
