import type { YamlMap } from '#yaml/node.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import { createLoadContext, type LoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type {
  Hole,
  Job,
  Pipeline,
  PipelineSubject,
  Reference,
  Trigger,
  Variable,
} from '../model.ts';
import { startOf } from '../range.ts';
import { flowsOf, type Position } from '../system/flow.ts';
import { mergedMap } from '../system/map.ts';
import { Memo } from '../system/memo.ts';
import { distinctReferences } from '../system/reference.ts';
import { secretUsesOf } from '../system/secret.ts';
import { entryOf, keyOf, stringAt } from '../yaml-access.ts';
import { includesOf } from './include.ts';
import { type Inheritance, inheritanceOf } from './inherit.ts';
import { type JobSurroundings, jobOf, jobVariables, sharedImages, stepsOf } from './job.ts';
import { configurationOf, jobEntries } from './keyword.ts';
import { triggersOf } from './trigger.ts';
import { predefinedVariable } from './values.ts';

const maxDepth = 100;

/** A `.gitlab-ci.yml`, an included file or a component; `undefined` when the document is no map. */
export function loadGitlab(input: LoadInput): PipelineSubject | undefined {
  const { root, header } = configurationOf(input.yaml);
  if (root === undefined) return undefined;
  const context = createLoadContext(input.yaml.comments);
  const rules = entryOf(entryOf(root, 'workflow')?.value, 'rules')?.value;
  const triggers = triggersOf(rules, undefined, root);
  const around: JobSurroundings = {
    context,
    inheritance: inheritanceOf(input, root),
    triggers: rules === undefined ? undefined : triggers,
  };
  const jobs = [
    ...sharedJobs(root, around),
    ...jobEntries(root)
      .map((entry) => jobOf(entry, around))
      .filter((job) => job !== undefined),
  ];
  const variables = jobVariables(root);
  const written: Omit<Pipeline, 'flows'> = {
    form: header === undefined ? 'pipeline' : 'template',
    range: root.range,
    triggers: header === undefined ? triggers : [],
    variables,
    jobs,
    secrets: secretUsesOf(jobs, isSecret),
  };
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: () => 'script',
    ofHole: (hole) => ofInput(hole, header),
    ofVariable: valuesOf(variables, around.inheritance),
  });
  return {
    ...input,
    system: 'gitlab',
    pipeline: { ...written, flows },
    references: referencesOf(root, jobs, context),
  };
}

/** Scripts that every job runs before and behind its own: they stand in a job of their own, `default`. */
function sharedJobs(root: YamlMap, around: JobSurroundings): readonly Job[] {
  const blocks = [mergedMap(entryOf(root, 'default')?.value), root];
  return blocks.flatMap((node) => {
    if (node === undefined) return [];
    const steps = stepsOf({ ...node, entries: node.entries.filter(isShared) }, around);
    if (steps.length === 0) return [];
    return [
      {
        id: { value: 'default', range: startOf(steps[0]?.range ?? node.range) },
        range: node.range,
        triggers: around.triggers ?? triggersOf(undefined, undefined, node),
        runner: { type: 'unknown' as const, labels: [] },
        services: [],
        needs: [],
        variables: [],
        inputs: [],
        mayFail: false,
        steps,
      },
    ];
  });
}

function isShared(entry: YamlMap['entries'][number]): boolean {
  return /^(?:before_script|after_script|hooks)$/.test(keyOf(entry).value);
}

function referencesOf(
  root: YamlMap,
  jobs: readonly Job[],
  context: LoadContext,
): readonly Reference[] {
  const called = jobs.flatMap(({ node, id }) => {
    const trigger = entryOf(node, 'trigger')?.value;
    return includesOf(entryOf(trigger, 'include')?.value, context, { job: id });
  });
  const all = [
    ...includesOf(entryOf(root, 'include')?.value, context),
    ...sharedImages(root, context),
    ...sharedImages(mergedMap(entryOf(root, 'default')?.value), context),
    ...jobs.flatMap(({ image, services }) => [image, ...services]),
    ...called,
  ];
  return distinctReferences(all);
}

/** An input is what the including file gives; `expand_vars` lets it bring the content of variables. */
function ofInput({ expression }: Hole, header: YamlMap | undefined): readonly Influence[] {
  const name = /^inputs\.([\w-]+)/.exec(expression)?.[1];
  if (name === undefined || isBounded(name, header)) return [];
  const isExpanded = /\|\s*expand_vars\b/.test(expression);
  const source = `inputs.${name}`;
  return [
    {
      source,
      trust: 'arbitrary',
      actor: isExpanded ? 'contributor' : 'maintainer',
      privileged: true,
      provided: true,
      path: [source],
    },
  ];
}

/** Numbers, booleans, and texts with a list of values or a pattern. */
function isBounded(name: string, header: YamlMap | undefined): boolean {
  const inputs = entryOf(entryOf(header, 'spec')?.value, 'inputs')?.value;
  const specification = entryOf(inputs, name)?.value;
  const type = stringAt(specification, 'type')?.value;
  if (type === 'number' || type === 'boolean') return true;
  return ['options', 'regex'].some((key) => entryOf(specification, key) !== undefined);
}

/** What variables hold, by the job that reads them. */
function valuesOf(
  variables: readonly Variable[],
  inheritance: Inheritance,
): (name: string, at: Position) => readonly Influence[] {
  const shared = byName(variables);
  const ofJobs = new Map<Job, VariableScope>();
  return (name, { job }) => {
    const before = ofJobs.get(job);
    if (before !== undefined) return ofVariable(name, before);
    const lineage = job.node === undefined ? [] : inheritance.lineage(job.node);
    const own = byName(lineage.toReversed().flatMap(jobVariables));
    const scope: VariableScope = {
      triggers: job.triggers,
      find: (each) => own.get(each) ?? shared.get(each),
      memo: new Memo(),
    };
    ofJobs.set(job, scope);
    return ofVariable(name, scope);
  };
}

function byName(variables: readonly Variable[]): ReadonlyMap<string, Variable> {
  return new Map(variables.map((variable) => [variable.name.value, variable]));
}

/** What a variable holds: a predefined one, or what the file puts into it. */
function ofVariable(name: string, scope: VariableScope, depth = 0): readonly Influence[] {
  const known = predefinedVariable(name, scope.triggers);
  const own = scope.find(name);
  if (known.length > 0 || own === undefined || depth > maxDepth) return known;
  return scope.memo.once(name, [], () => {
    const names = [...own.value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].slice(0, 20);
    const found = names.flatMap(([, inner = '']) => ofVariable(inner, scope, depth + 1));
    return distinct(found.map((each) => through(each, name)));
  });
}

/** What a job knows of variables. */
interface VariableScope {
  readonly triggers: readonly Trigger[];
  readonly find: (name: string) => Variable | undefined;
  readonly memo: Memo<readonly Influence[]>;
}

/** Variables of the system and of people that hold what must stay secret. */
function isSecret(name: string): boolean {
  if (/^CI_(?:JOB_TOKEN|REGISTRY_PASSWORD|DEPLOY_PASSWORD|JOB_JWT\w*)$/.test(name)) return true;
  return /(?:PASSWORD|PASSWD|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY)(?:_\w+)?$/i.test(name);
}
