import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaissonError } from '#kit/error.ts';
import type { KubeObject } from '#kube/object.ts';
import { kubeObjectOf } from '#kube/object.ts';
import { podTemplatesOf } from '#kube/pods.ts';
import { readManifests } from '#kube/read-manifests.ts';
import { defaultPostureSettings as settings } from '#kube/subject.ts';
import { ClusterView } from '#kube/view.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import { conditions as ofClusters } from '../../catalog/cluster.gen.ts';
import { conditions as ofObjects } from '../../catalog/kubernetes.gen.ts';

const examples: readonly KubeObject[] = globSync(
  join(
    import.meta.dirname,
    '..',
    '..',
    'catalog',
    'check',
    '{kubernetes,cluster}',
    '*',
    'bad',
    '*.k8s.yaml',
  ),
).flatMap((path) => readManifests(path, readFileSync(path)).objects);

/** Every condition of both families, over one object and over a few together. */
function askAll(objects: readonly KubeObject[]): number {
  let found = 0;
  for (const object of objects) {
    const subject = { object, pods: podTemplatesOf(object), settings };
    for (const evaluate of Object.values(ofObjects)) for (const _ of evaluate(subject)) found += 1;
  }
  for (const completeness of ['manifests', 'cluster'] as const) {
    const view = new ClusterView(objects, completeness);
    for (const evaluate of Object.values(ofClusters))
      for (const _ of evaluate({ view, settings, now: new Date(0) })) found += 1;
  }
  return found;
}

/** The object with one value anywhere in it replaced; `at` chooses which. */
function mutate(value: Json, at: { left: number }, replacement: Json): Json {
  if (at.left-- === 0) return replacement;
  if (Array.isArray(value)) return value.map((one: Json) => mutate(one, at, replacement));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject);
  return Object.fromEntries(entries.map(([key, one]) => [key, mutate(one, at, replacement)]));
}

const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  fc.constantFrom<Json>(null, '', '*', [], {}, [null], [[]], -1, 1e300, true, 'a'.repeat(5000)),
);

test('no shape of an object makes a check fail', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: examples.length - 1 }), fc.nat({ max: 60 }), replacement), {
        minLength: 1,
        maxLength: 4,
      }),
      (changes) => {
        const objects = changes.flatMap(([index, left, value]) => {
          const original = examples[index];
          if (original === undefined) return [];
          const body = mutate(original.body, { left }, value);
          return kubeObjectOf(body, { place: { path: 'a.yaml' } }) ?? [];
        });
        try {
          expect(askAll(objects)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          if (!(error instanceof CaissonError) || !/^(?:input|limit)\./.test(error.code))
            throw error;
        }
      },
    ),
    { numRuns: 150 },
  );
});
