import { expect, test } from 'vitest';
import type { ContainerDirectory } from '#contract/runtime.ts';
import type { ExecutedFile } from '#model/runtime-event.ts';
import type { WorkloadContainer } from '#model/workload.ts';
import { container, event, file, process } from '#profile/testing.ts';
import { compileRules } from '#rule/engine/compile.ts';
import { detectionOf } from '#rule/engine/detection.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import { Enricher } from './enrich.ts';

const hashed: ExecutedFile = { ...file(), sha256: 'ab'.repeat(32) };
const partial = { ...container(), partial: true };

function detection(place: WorkloadContainer) {
  const text = '- {rule: r, desc: d, condition: evt.type = execve, output: o, priority: NOTICE}';
  const live = process({ file: file(), container: place, cgroup: '/x' });
  const [hit] = compileRules(loadRules([{ name: 'r.yaml', text }]).rules).judge(
    event({ process: live }),
  );
  if (hit === undefined) throw new Error('the rule must hold');
  return { live, made: detectionOf(hit, { host: 'node-1' }) };
}

function directory(described: WorkloadContainer | undefined): ContainerDirectory {
  return { containers: [], ofCgroup: () => described, onChange: () => () => undefined };
}

test('what is known is not waited for', () => {
  const files = { known: () => hashed, look: () => Promise.resolve(undefined) };
  const { live, made } = detection(container());
  const { told } = new Enricher(directory(undefined), files, () => 0).enrich(made, live);

  expect(told).toMatchObject({ process: { file: { sha256: hashed.sha256 } } });
});

test('a file that takes long is told of later', async () => {
  const { promise, resolve } = Promise.withResolvers<ExecutedFile>();
  const files = { known: () => undefined, look: () => promise };
  const { live, made } = detection(container());
  const { told, later } = new Enricher(directory(undefined), files, () => 0).enrich(made, live);
  const first = await told;
  resolve(hashed);

  expect(first.process?.file?.sha256).toBeUndefined();
  expect((await later)?.process?.file?.sha256).toBe(hashed.sha256);
});

test('the engine is waited for only while a container is new', async () => {
  let now = 1000;
  const files = { known: () => hashed, look: () => Promise.resolve(undefined) };
  const { live, made } = detection(partial);
  let described: WorkloadContainer | undefined;
  const place = { ...directory(undefined), ofCgroup: () => described };
  const enricher = new Enricher(place, files, () => now);
  const first = enricher.enrich(made, live).told;
  described = container();
  const whole = await first;
  now += 600;
  described = undefined;

  expect(whole.container?.partial).toBeUndefined();
  expect(enricher.enrich(made, live).told).not.toBeInstanceOf(Promise);
});
