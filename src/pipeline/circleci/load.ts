import type { YamlMap, YamlNode } from '#yaml/node.ts';
import { entriesOf, itemsOf } from '#yaml/read.ts';
import { distinct, type Influence, through } from '../github/influence.ts';
import { createLoadContext } from '../github/load-context.ts';
import type { LoadInput } from '../load-input.ts';
import type { Job, PipelineSubject, Trigger } from '../model.ts';
import { startOf } from '../range.ts';
import { flowsOf } from '../system/flow.ts';
import { mergedMap } from '../system/map.ts';
import { Memo } from '../system/memo.ts';
import { distinctReferences } from '../system/reference.ts';
import { secretUsesOf } from '../system/secret.ts';
import { triggerOf } from '../system/trigger.ts';
import { variableFix } from '../system/variable-fix.ts';
import { entryOf, keyOf, stringAt } from '../yaml-access.ts';
import { imagesOf, jobOf } from './job.ts';
import { inlineOrbs, orbsOf } from './orb.ts';
import { holesIn } from './step.ts';
import { environmentName, environmentValue, pipelineValue } from './values.ts';

const maxDepth = 100;

/** `.circleci/config.yml`; `undefined` when the document is no map. */
export function loadCircleci(input: LoadInput): PipelineSubject | undefined {
  const root = mergedMap(input.yaml.documents[0]?.root);
  if (root === undefined) return undefined;
  const context = createLoadContext(input.yaml.comments);
  const triggers = triggersOf(root);
  const owners = [root, ...inlineOrbs(root)];
  const executors = new Map(
    owners.flatMap((owner) =>
      entriesOf(entryOf(owner, 'executors')?.value).flatMap((entry) => {
        const map = mergedMap(entry.value);
        return map === undefined ? [] : [[keyOf(entry).value, map] as const];
      }),
    ),
  );
  const around = { context, triggers, executors };
  const jobs = owners.flatMap((owner) =>
    ['jobs', 'commands'].flatMap((key) =>
      entriesOf(entryOf(owner, key)?.value)
        .map((entry) => jobOf(entry, around))
        .filter((job) => job !== undefined),
    ),
  );
  const uses = usesOf(root, jobs);
  const memo = new Memo<readonly Influence[]>();
  const flows = flowsOf(jobs, {
    shell: input.shell,
    label: () => 'run',
    ofHole: ({ expression }, { job }) =>
      valueOf(expression, { owner: job.id.value, root, triggers, uses, memo }, 0),
    ofVariable: (name) => environmentValue(name, triggers),
    fixOf: (script, hole) => {
      const name = environmentName(hole.expression);
      if (name === undefined) return undefined;
      return variableFix(script, hole, name, input.shell(script));
    },
  });
  return {
    ...input,
    system: 'circleci',
    pipeline: {
      form: 'pipeline',
      range: root.range,
      triggers,
      variables: [],
      jobs,
      flows,
      secrets: secretUsesOf(jobs, isSecret),
    },
    references: distinctReferences([
      ...orbsOf(root, context),
      ...[...executors].flatMap(([value, map]) =>
        imagesOf(map, { value, range: startOf(map.range) }, context),
      ),
      ...jobs.flatMap(({ image, services }) => [image, ...services]),
    ]),
  };
}

function isSecret(name: string): boolean {
  return /(?:PASSWORD|PASSWD|PASS|SECRET|TOKEN|PRIVATE_KEY|API_KEY|ACCESS_KEY)$/i.test(name);
}

/** Pushes, forks where the project builds them, tags where a filter names them, schedules. */
function triggersOf(root: YamlMap): readonly Trigger[] {
  const workflows = entryOf(root, 'workflows');
  const range = startOf(workflows?.key.range ?? root.range);
  const push = triggerOf({ value: 'push', range }, 'push');
  const fork = triggerOf({ value: 'forked pull request', range }, 'pr');
  const scheduled = entriesOf(workflows?.value).some((entry) =>
    itemsOf(entryOf(entry.value, 'triggers')?.value).some((each) => entryOf(each, 'schedule')),
  );
  if (!scheduled) return [push, fork];
  return [push, fork, triggerOf({ value: 'schedule', range }, 'schedule')];
}

/** Uses of jobs and commands by name: what their parameters are given. */
type Uses = ReadonlyMap<string, readonly { readonly owner: string; readonly node: YamlNode }[]>;

function usesOf(root: YamlMap, jobs: readonly Job[]): Uses {
  const inSteps = jobs.flatMap(({ id, steps }) =>
    steps.flatMap(({ id: name, node }) => {
      const value = node?.entries[0]?.value;
      const isUse = name !== undefined && value !== undefined;
      return isUse ? [{ name: name.value, owner: id.value, node: value }] : [];
    }),
  );
  const inWorkflows = entriesOf(entryOf(root, 'workflows')?.value).flatMap(({ value }) =>
    itemsOf(entryOf(value, 'jobs')?.value).flatMap((item) =>
      entriesOf(item)
        .slice(0, 1)
        .map((entry) => ({ name: keyOf(entry).value, owner: '', node: entry.value })),
    ),
  );
  return Map.groupBy([...inSteps, ...inWorkflows], ({ name }) => name);
}

interface ValueFacts {
  /** The job or command in which an expression stands. */
  readonly owner: string;
  readonly root: YamlMap;
  readonly triggers: readonly Trigger[];
  readonly uses: Uses;
  readonly memo: Memo<readonly Influence[]>;
}

function valueOf(expression: string, facts: ValueFacts, depth: number): readonly Influence[] {
  const own = /^parameters\.([\w-]+)$/.exec(expression)?.[1];
  if (own !== undefined) return depth > maxDepth ? [] : ofParameter(own, facts, depth);
  const shared = /^pipeline\.parameters\.([\w-]+)$/.exec(expression)?.[1];
  if (shared !== undefined) return ofPipelineParameter(shared, facts.root);
  return pipelineValue(expression, facts.triggers);
}

/** What the uses of the job or command give to a parameter. */
function ofParameter(name: string, facts: ValueFacts, depth: number): readonly Influence[] {
  return facts.memo.once(`${facts.owner} ${name}`, [], () => {
    const given = (facts.uses.get(facts.owner) ?? []).slice(0, 100);
    const found = given.flatMap(({ owner, node }) =>
      holesIn(stringAt(node, name)?.value ?? '')
        .slice(0, 10)
        .flatMap(({ expression }) => valueOf(expression, { ...facts, owner }, depth + 1)),
    );
    return distinct(found.map((each) => through(each, `parameters.${name}`)));
  });
}

/** A text that whoever starts the pipeline through the API gives. */
function ofPipelineParameter(name: string, root: YamlMap): readonly Influence[] {
  const declared = entryOf(entryOf(root, 'parameters')?.value, name)?.value;
  if (stringAt(declared, 'type')?.value !== 'string') return [];
  const source = `pipeline.parameters.${name}`;
  return [
    {
      source,
      trust: 'arbitrary',
      actor: 'maintainer',
      privileged: true,
      provided: true,
      path: [source],
    },
  ];
}
