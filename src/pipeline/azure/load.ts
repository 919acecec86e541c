import type { YamlMap } from '#yaml/node.ts';
import { itemsOf } from '#yaml/read.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import { createLoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type {
  Hole,
  Job,
  Pipeline,
  PipelineSubject,
  SecretUse,
  Trigger,
  Variable,
} from '../model.ts';
import { flowsOf, type Position } from '../system/flow.ts';
import { holesBetween, holesMatching, orderedHoles } from '../system/holes.ts';
import { Memo } from '../system/memo.ts';
import { distinctReferences } from '../system/reference.ts';
import { variableFix } from '../system/variable-fix.ts';
import { entryOf, mapOf, stringAt, variableOf } from '../yaml-access.ts';
import { expandedItems } from './expand.ts';
import { jobsOf, variablesBelow } from './job.ts';
import { declaredContainers, resourcesOf } from './resource.ts';
import { triggersOf } from './trigger.ts';
import { environmentName, predefinedOfEnvironment, predefinedVariable } from './values.ts';

const macro = /\$\(([A-Za-z_][\w.-]{0,200})\)/g;
const maxDepth = 100;

/** An Azure pipeline or template; `undefined` when the document is no map. */
export function loadAzure(input: LoadInput): PipelineSubject | undefined {
  const root = mapOf(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const context = createLoadContext(input.yaml.comments);
  const variables = variablesBelow(root);
  const isTemplate = looksLikeTemplate(root);
  const triggers = isTemplate ? [] : triggersOf(root);
  const known = new Set(variables.map(({ name }) => name.value.toLowerCase()));
  const jobs = jobsOf(root, {
    context,
    triggers,
    holesIn: (text) => holesIn(text, known),
    containers: declaredContainers(root),
  });
  const facts: Facts = { root, triggers, variables, isTemplate, memos: new Map() };
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: ({ uses }) => (uses === undefined ? 'script' : `script of ${uses.source}`),
    ofHole: (hole, at) => ofHole(hole.expression, at, facts),
    ofVariable: (name, at) => ofEnvironment(name, at, facts),
    fixOf: (script, hole) => {
      const isPredefined = predefinedVariable(hole.expression, triggers).length > 0;
      if (!isPredefined) return undefined;
      return variableFix(script, hole, environmentName(hole.expression), input.shell(script));
    },
  });
  const pipeline: Pipeline = {
    form: isTemplate ? 'template' : 'pipeline',
    range: root.range,
    triggers,
    variables,
    jobs,
    flows,
    secrets: secretsOf(jobs),
  };
  // Tasks come with the organisation: the file does not fetch them.
  const references = distinctReferences([
    ...resourcesOf(root, context),
    ...jobs.flatMap(({ image, services, call, steps }) => [
      image,
      ...services,
      call,
      ...steps.map(({ uses }) => (uses?.kind === 'task' ? undefined : uses)),
    ]),
  ]);
  return { ...input, system: 'azure', pipeline, references };
}

interface Facts {
  readonly root: YamlMap;
  readonly triggers: readonly Trigger[];
  readonly variables: readonly Variable[];
  readonly isTemplate: boolean;
  /** What is known of variables, by job. */
  readonly memos: Map<Job, Memo<readonly Influence[]>>;
}

/** Templates have parameters and parts, but nothing that starts them, no pool and no name of their own. */
function looksLikeTemplate(root: YamlMap): boolean {
  const starts = ['trigger', 'pr', 'schedules', 'resources', 'pool', 'name', 'extends'];
  return entryOf(root, 'parameters') !== undefined && !starts.some((key) => entryOf(root, key));
}

/**
 * Macros, expressions of templates and of the run. `$(name)` is also a command of the shell: a macro is what has a dot, a
 * capital letter, or stands among the variables.
 */
function holesIn(text: string, known: ReadonlySet<string>): readonly Hole[] {
  if (!text.includes('$')) return [];
  const macros = holesMatching(text, macro).filter(
    ({ expression }) => /[.A-Z]/.test(expression) || known.has(expression.toLowerCase()),
  );
  return orderedHoles(holesBetween(text, '${{', '}}'), macros);
}

function ofHole(expression: string, at: Position, facts: Facts): readonly Influence[] {
  const parameter = /^parameters(?:\.([\w-]+)|\['([\w-]+)'\])/.exec(expression);
  if (parameter !== null) return ofParameter(parameter[1] ?? parameter[2] ?? '', expression, facts);
  const variable = /^variables(?:\.([\w.-]+)|\['([\w.-]+)'\])$/.exec(expression);
  const name = variable?.[1] ?? variable?.[2] ?? expression;
  return /^[\w.-]+$/.test(name) ? ofVariable(name, at, facts, 0) : [];
}

/** What a variable holds: a predefined one, or what the file puts into it. */
function ofVariable(
  name: string,
  { job }: Position,
  facts: Facts,
  depth: number,
): readonly Influence[] {
  const known = predefinedVariable(name, facts.triggers);
  if (known.length > 0 || depth > maxDepth) return known;
  const own = variableOf(job.variables, name, true) ?? variableOf(facts.variables, name, true);
  if (own === undefined) return [];
  return memoOf(job, facts).once(name.toLowerCase(), [], () => {
    const inner = [
      ...holesMatching(own.value, macro),
      ...holesMatching(own.value, /variables(?:\.|\[')([\w.-]{1,200})/g),
    ].slice(0, 20);
    const found = inner.flatMap(({ expression }) =>
      ofVariable(expression, { job }, facts, depth + 1),
    );
    return distinct(found.map((each) => through(each, name)));
  });
}

function memoOf(job: Job, { memos }: Facts): Memo<readonly Influence[]> {
  const memo = memos.get(job) ?? new Memo();
  memos.set(job, memo);
  return memo;
}

/** Texts that the person types who starts the run; those of templates come from reviewed files. */
function ofParameter(name: string, expression: string, facts: Facts): readonly Influence[] {
  if (ofWebhook(name, facts.root)) return [influence(expression, 'outsider')];
  if (facts.isTemplate) return [];
  const items = expandedItems(entryOf(facts.root, 'parameters')?.value);
  const found = items.find((item) => stringAt(item, 'name')?.value === name);
  const type = stringAt(found, 'type')?.value ?? 'string';
  if (found === undefined || type !== 'string' || entryOf(found, 'values')) return [];
  return [influence(`parameters.${name}`, 'maintainer')];
}

function influence(source: string, actor: Influence['actor']): Influence {
  return { source, trust: 'arbitrary', actor, privileged: true, provided: true, path: [source] };
}

function ofWebhook(name: string, root: YamlMap): boolean {
  const hooks = entryOf(entryOf(root, 'resources')?.value, 'webhooks')?.value;
  return itemsOf(hooks).some((item) => stringAt(item, 'webhook')?.value === name);
}

/** Variables of the environment: predefined ones, and those that `env` maps. */
function ofEnvironment(name: string, at: Position, facts: Facts): readonly Influence[] {
  const mapped = variableOf(at.step?.variables ?? [], name);
  if (mapped === undefined) return predefinedOfEnvironment(name, facts.triggers);
  const found = holesMatching(mapped.value, macro).flatMap(({ expression }) =>
    ofVariable(expression, at, facts, 0),
  );
  return distinct(found.map((each) => through(each, name)));
}

/** The token of the run and variables that are called like secrets. */
function secretsOf(jobs: readonly Job[]): readonly SecretUse[] {
  return jobs.flatMap((job) =>
    job.steps.flatMap((step) => [
      ...step.scripts.flatMap((script) =>
        script.holes
          .filter(({ expression }) => isSecret(expression))
          .map(({ start, end, expression }) => ({
            name: expression,
            range: script.rangeOf(start, end),
            where: 'script' as const,
            job,
            step,
          })),
      ),
      ...step.variables
        .filter(({ value }) =>
          holesMatching(value, macro).some((hole) => isSecret(hole.expression)),
        )
        .map(({ value, range }) => ({
          name: value.slice(2, -1),
          range,
          where: 'variable' as const,
          job,
          step,
        })),
    ]),
  );
}

function isSecret(name: string): boolean {
  if (/^system\.accesstoken$/i.test(name)) return true;
  return /(?:password|passwd|secret|token|private_?key|api_?key|access_?key|\bpat)$/i.test(name);
}
