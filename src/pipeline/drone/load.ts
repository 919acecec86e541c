import type { YamlMap } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import { createLoadContext, type LoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type { Job, PipelineSubject, Runner, SecretUse } from '../model.ts';
import { startOf } from '../range.ts';
import { flowsOf, type Position } from '../system/flow.ts';
import { mergedMap, present } from '../system/map.ts';
import { distinctReferences } from '../system/reference.ts';
import { entryOf, mapOf, stringAt, stringsOf, variableOf } from '../yaml-access.ts';
import { holesIn, jobOf, type PipelinePlace } from './job.ts';
import { triggersOf } from './trigger.ts';
import { runVariable } from './values.ts';

/** `.drone.yml`: each document of kind `pipeline` is a job (Drone documentation, Pipelines). */
export function loadDrone(input: LoadInput): PipelineSubject | undefined {
  const roots = input.yaml.documents
    .map(({ root }) => mergedMap(root))
    .filter((map) => map !== undefined);
  const context = createLoadContext(input.yaml.comments);
  const jobs = roots.filter(isPipeline).map((root) => jobOf(dronePlace(root, context)));
  return subjectOf(input, 'drone', roots[0], jobs);
}

/** `.woodpecker.yml` and files of `.woodpecker` (Woodpecker documentation, Workflow syntax). */
export function loadWoodpecker(input: LoadInput): PipelineSubject | undefined {
  const root = mergedMap(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const labels = entryOf(root, 'labels')?.value;
  const job = jobOf({
    id: { value: '', range: startOf(root.range) },
    node: root,
    triggers: triggersOf(entryOf(root, 'when')?.value, root),
    context: createLoadContext(input.yaml.comments),
    runner: { type: 'unknown', labels: [], ...present('range', labels?.range) },
    dialect: 'sh',
  });
  return subjectOf(input, 'woodpecker', root, [job]);
}

function isPipeline(root: YamlMap): boolean {
  const kind = stringAt(root, 'kind')?.value;
  return kind === 'pipeline' || (kind === undefined && entryOf(root, 'steps') !== undefined);
}

function dronePlace(root: YamlMap, context: LoadContext): PipelinePlace {
  const type = stringAt(root, 'type')?.value ?? 'docker';
  const platform = stringAt(entryOf(root, 'platform')?.value, 'os')?.value;
  return {
    id: stringAt(root, 'name') ?? { value: '', range: startOf(root.range) },
    node: root,
    triggers: triggersOf(entryOf(root, 'trigger')?.value, root),
    context,
    runner: runnerOf(root, type),
    dialect: platform === 'windows' ? 'pwsh' : 'sh',
  };
}

/** Pipelines of the kinds `exec` and `ssh` run on the machine itself. */
function runnerOf(root: YamlMap, type: string): Runner {
  const isMachine = type === 'exec' || type === 'ssh' || type === 'macstadium';
  const typeNode = entryOf(root, 'type');
  return {
    type: isMachine ? 'self-hosted' : 'unknown',
    labels: stringsOf(typeNode?.value),
    ...present('range', typeNode?.value.range),
  };
}

function subjectOf(
  input: LoadInput,
  system: 'drone' | 'woodpecker',
  root: YamlMap | undefined,
  jobs: readonly Job[],
): PipelineSubject | undefined {
  if (root === undefined) return undefined;
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: () => 'commands',
    ofHole: ({ expression }, { job }) => runVariable(expression, job.triggers),
    ofVariable,
  });
  return {
    ...input,
    system,
    pipeline: {
      form: 'pipeline',
      range: root.range,
      triggers: jobs.flatMap(({ triggers }) => triggers),
      variables: [],
      jobs,
      flows,
      secrets: secretsOf(jobs),
    },
    references: distinctReferences(
      jobs.flatMap(({ services, steps }) => [...services, ...steps.map(({ uses }) => uses)]),
    ),
  };
}

/** A variable of the run, or what the step puts into one. */
function ofVariable(name: string, { job, step }: Position): readonly Influence[] {
  const known = runVariable(name, job.triggers);
  if (known.length > 0) return known;
  const own = variableOf(step?.variables ?? [], name) ?? variableOf(job.variables, name);
  const found = holesIn(own?.value ?? '')
    .slice(0, 5)
    .flatMap(({ expression }) => runVariable(expression, job.triggers));
  return distinct(found.map((each) => through(each, name)));
}

/** `from_secret` in variables and settings, and the list `secrets` of older files. */
function secretsOf(jobs: readonly Job[]): readonly SecretUse[] {
  return jobs.flatMap((job) =>
    job.steps.flatMap((step) => {
      const given = [...step.variables, ...step.inputs].flatMap(({ node }) => {
        const secret = stringAt(mapOf(node), 'from_secret');
        return secret === undefined ? [] : [secret];
      });
      const list = entryOf(step.node, 'secrets')?.value;
      const mapped = itemsOf(list).map((item) => stringAt(mapOf(item), 'source'));
      const listed = [...stringsOf(list), ...mapped.filter((each) => each !== undefined)];
      return [...given, ...listed].map(
        ({ value, range }): SecretUse => ({ name: value, range, where: 'variable', job, step }),
      );
    }),
  );
}
