import type { YamlMap, YamlNode, YamlText } from '#yaml/node.ts';
import { entriesOf, resolve } from '#yaml/read.ts';
import type { Job, Pipeline, Reference } from '../model.ts';
import { startOf } from '../range.ts';
import { entryOf, stringAt, stringOf, variablesOf } from '../yaml-access.ts';
import { jobOf } from './job.ts';
import { createLoadContext, type LoadContext } from './load-context.ts';
import { permissionsOf } from './permissions.ts';
import { imageOf } from './reference.ts';
import { defaultShellOf, stepsOf } from './step.ts';
import { triggersOf } from './trigger.ts';

/** A workflow or action as it is written, before anything is inferred from it. */
export type WrittenPipeline = Omit<Pipeline, 'flows' | 'secrets'>;

/** A file below `.github/workflows` (GitHub documentation, Workflow syntax). */
export function workflowOf(root: YamlMap, yaml: YamlText): WrittenPipeline {
  const context = createLoadContext(yaml.comments);
  const triggers = triggersOf(entryOf(root, 'on')?.value);
  const defaultShell = defaultShellOf(root);
  const jobs = entriesOf(entryOf(root, 'jobs')?.value)
    .map((entry) => jobOf(entry, { context, triggers, defaultShell }))
    .filter((job) => job !== undefined);
  const reusable = triggers.length > 0 && triggers.every(({ kind }) => kind === 'call');
  const name = stringAt(root, 'name');
  const permissions = permissionsOf(entryOf(root, 'permissions'));
  const concurrency = resolve(entryOf(root, 'concurrency')?.value);
  return {
    form: reusable ? 'template' : 'pipeline',
    range: root.range,
    ...(name !== undefined && { name }),
    triggers,
    ...(permissions !== undefined && { permissions }),
    variables: variablesOf(entryOf(root, 'env')?.value),
    ...(concurrency !== undefined && { concurrency }),
    jobs,
  };
}

/** An `action.yml` (GitHub documentation, Metadata syntax for GitHub Actions). Its steps stand in one job without name. */
export function actionOf(root: YamlMap, yaml: YamlText): WrittenPipeline {
  const context = createLoadContext(yaml.comments);
  const runs = resolve(entryOf(root, 'runs')?.value);
  const name = stringAt(root, 'name');
  const range = runs?.range ?? root.range;
  const image = dockerImageOf(runs, context);
  const steps = stepsOf(entryOf(runs, 'steps')?.value, { context });
  const job: Job = {
    id: { value: '', range: startOf(range) },
    range,
    ...(runs?.kind === 'map' && { node: runs }),
    triggers: [],
    runner: { type: 'unknown', labels: [] },
    ...(image !== undefined && { image }),
    services: [],
    needs: [],
    variables: variablesOf(entryOf(runs, 'env')?.value),
    inputs: [],
    mayFail: false,
    steps,
  };
  return {
    form: 'template',
    range: root.range,
    ...(name !== undefined && { name }),
    triggers: [],
    variables: [],
    jobs: [job],
  };
}

/** Everything that a workflow or action fetches, in the order of the file. */
export function referencesOf({ jobs }: WrittenPipeline): readonly Reference[] {
  const all = jobs.flatMap(({ image, services, call, steps }) => [
    ...(image === undefined ? [] : [image]),
    ...services,
    ...(call === undefined ? [] : [call]),
    ...steps.flatMap(({ uses }) => (uses === undefined ? [] : [uses])),
  ]);
  return all.toSorted((a, b) => a.text.range.start - b.text.range.start);
}

function dockerImageOf(runs: YamlNode | undefined, context: LoadContext): Reference | undefined {
  if (stringAt(runs, 'using')?.value !== 'docker') return undefined;
  const text = stringOf(entryOf(runs, 'image')?.value);
  if (text?.value.startsWith('docker://') !== true) return undefined;
  const name = { ...text, value: text.value.slice('docker://'.length) };
  return imageOf(name, { comment: context.commentOn(text.range.endLine) }, text);
}
