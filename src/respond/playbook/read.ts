import { isCaissonError } from '#kit/error.ts';
import type {
  Playbook,
  PlaybookCondition,
  PlaybookLimits,
  PlaybookScope,
  PlaybookStep,
} from '#model/response.ts';
import { severities } from '#model/severity.ts';
import type { YamlNode } from '#yaml/node.ts';
import { parseYaml } from '#yaml/parse.ts';
import { itemsOf } from '#yaml/read.ts';
import { actions } from '../action/catalogue.ts';
import { present } from '../present.ts';
import { Fields } from './fields.ts';
import { type PlaybookProblem, Problems, problemError } from './problem.ts';
import { readStep } from './read-step.ts';

/** A file with playbooks: one or several documents of YAML. */
export interface PlaybookFile {
  readonly name: string;
  readonly text: string;
}

const version = 'caisson.dev/v1alpha1';
const yamlLimits = { maxBytes: 2 ** 20, maxDepth: 30, maxNodes: 20_000, maxDocuments: 200 };
const maxSteps = 50;
const modes = ['simulate', 'approve', 'automatic'] as const;
const timeouts = ['stop', 'stop-at-freeze', 'continue'] as const;

/** What a playbook has where it says nothing. */
const defaultLimits: PlaybookLimits = {
  containers: 3,
  perMs: 300_000,
  perWorkload: 0.25,
  keepReady: 1,
};

/** Playbooks of files, all of them whole. Throws `usage.invalid-config` with every problem and its place. */
export function loadPlaybooks(files: readonly PlaybookFile[]): readonly Playbook[] {
  const read = files.map(readPlaybooks);
  const problems = [...read.flatMap((one) => one.problems), ...doubles(read, files)];
  if (problems.length > 0) throw problemError(problems);
  return read.flatMap(({ playbooks }) => playbooks);
}

/** The playbooks of one file, and what is wrong in it. Never throws for what a file may hold. */
export function readPlaybooks({ name, text }: PlaybookFile): {
  readonly playbooks: readonly Playbook[];
  readonly problems: readonly PlaybookProblem[];
} {
  const problems = new Problems(name);
  try {
    const yaml = parseYaml(text, yamlLimits);
    for (const { message, range } of yaml.problems) problems.add(range, message);
    const roots = yaml.documents.flatMap(({ root }) => (root === undefined ? [] : [root]));
    const playbooks = roots.map((root) => readOne(root, problems));
    if (roots.length === 0) problems.add(undefined, 'the file holds no playbook');
    return { playbooks: problems.all.length > 0 ? [] : playbooks, problems: problems.all };
  } catch (error) {
    if (!isCaissonError(error)) throw error;
    problems.add(undefined, error.message);
    return { playbooks: [], problems: problems.all };
  }
}

function readOne(root: YamlNode, problems: Problems): Playbook {
  const known = [
    'apiVersion',
    'kind',
    'metadata',
    'when',
    'scope',
    'limits',
    'mode',
    'approvers',
    'steps',
    'finally',
  ];
  const fields = new Fields(root, known, problems);
  for (const key of ['apiVersion', 'kind', 'metadata', 'when', 'steps']) fields.need(key);
  fields.word('apiVersion', [version]);
  fields.word('kind', ['Playbook']);
  const metadata = fields.fields('metadata', ['name', 'title', 'description']);
  metadata.need('name');
  const name = nameOf(metadata, problems);
  const description = metadata.text('description');
  const approvers = fields.fields('approvers', ['count', 'timeout', 'onTimeout']);
  return {
    name,
    title: metadata.text('title') ?? name,
    ...present({ description }),
    when: readCondition(fields, problems),
    scope: readScope(fields),
    limits: readLimits(fields),
    mode: fields.word('mode', modes) ?? 'simulate',
    approvers: {
      count: Math.max(1, approvers.count('count') ?? 1),
      timeoutMs: approvers.duration('timeout') ?? 300_000,
      onTimeout: approvers.word('onTimeout', timeouts) ?? 'stop',
    },
    steps: readSteps(fields, problems),
    onExpiry:
      fields.fields('finally', ['onExpiry']).word('onExpiry', ['revert', 'keep']) ?? 'revert',
  };
}

function nameOf(metadata: Fields, problems: Problems): string {
  const name = metadata.text('name') ?? '';
  if (metadata.has('name') && !/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    problems.add(
      metadata.node('name')?.range,
      '"name" is made of small letters, digits and hyphens, at most 63',
    );
  return name;
}

function readCondition(fields: Fields, problems: Problems): PlaybookCondition {
  const incident = fields
    .fields('when', ['incident'])
    .fields('incident', ['score', 'severity', 'any']);
  const minimumSeverity = incident.word('severity', severities);
  const any = itemsOf(incident.node('any')).map((node) => readPattern(node, problems));
  if (incident.has('any') && any.length === 0)
    problems.add(incident.node('any')?.range, '"any" must be a list of patterns');
  return { ...present({ minimumScore: scoreOf(incident, problems), minimumSeverity }), any };
}

/** `">= 80"` or `80`. */
function scoreOf(incident: Fields, problems: Problems): number | undefined {
  const text = incident.text('score');
  if (text === undefined) return undefined;
  const match = /^(?:>=\s*)?(\d{1,6})$/.exec(text.trim());
  if (match === null)
    problems.add(incident.node('score')?.range, '"score" must be a least score such as ">= 80"');
  return match === null ? undefined : Number(match[1]);
}

/** `drift: executable` is short for the rule and the kind of drift detections. */
function readPattern(node: YamlNode, problems: Problems): PlaybookCondition['any'][number] {
  const fields = new Fields(node, ['rule', 'tag', 'kind', 'drift'], problems);
  const kinds = ['rule', 'profile', 'drift', 'verdict', 'loss', 'sensor'] as const;
  const drift = fields.text('drift');
  const rule = drift === undefined ? fields.text('rule') : `drift/${drift}`;
  const kind = drift === undefined ? fields.word('kind', kinds) : 'drift';
  const pattern = present({ rule, tag: fields.text('tag'), kind });
  if (Object.keys(pattern).length === 0)
    problems.add(node.range, 'a pattern names a rule, a tag, a kind or a drift');
  return pattern;
}

function readScope(fields: Fields): PlaybookScope {
  const scope = fields.fields('scope', ['namespaces', 'images', 'containers', 'exclude']);
  return {
    namespaces: scope.texts('namespaces') ?? [],
    images: scope.texts('images') ?? [],
    containers: scope.texts('containers') ?? [],
    excludeLabels: scope.fields('exclude', ['labels']).labels('labels') ?? {},
  };
}

function readLimits(fields: Fields): PlaybookLimits {
  const limits = fields.fields('limits', ['containers', 'per', 'perWorkload', 'keepReady']);
  return {
    containers: limits.count('containers') ?? defaultLimits.containers,
    perMs: limits.duration('per') ?? defaultLimits.perMs,
    perWorkload: limits.share('perWorkload') ?? defaultLimits.perWorkload,
    keepReady: limits.count('keepReady') ?? defaultLimits.keepReady,
  };
}

function readSteps(fields: Fields, problems: Problems): readonly PlaybookStep[] {
  const nodes = itemsOf(fields.node('steps'));
  const range = fields.node('steps')?.range;
  if (fields.has('steps') && (nodes.length === 0 || nodes.length > maxSteps))
    problems.add(range, `"steps" must be a list of 1 to ${maxSteps} actions`);
  const steps = nodes.slice(0, maxSteps).flatMap((node) => readStep(node, problems) ?? []);
  checkOrder(steps, nodes, problems);
  return steps;
}

/** What destroys comes behind a snapshot: afterwards there is nothing to take evidence of. */
function checkOrder(
  steps: readonly PlaybookStep[],
  nodes: readonly YamlNode[],
  problems: Problems,
): void {
  const first = steps.findIndex(({ action }) => isDestroying(action));
  const taken = steps.findIndex(({ action }) => action === 'snapshot');
  if (first !== -1 && (taken === -1 || taken > first))
    problems.add(nodes[first]?.range, 'what ends processes needs a "snapshot" before it');
}

/** Whether a step may stop the application. */
export function isDestroying(action: PlaybookStep['action']): boolean {
  if (action === 'thaw' || action === 'release' || action === 'cordon-node') return false;
  return actions[action].impact === 'disrupt';
}

function doubles(
  read: readonly { readonly playbooks: readonly Playbook[] }[],
  files: readonly PlaybookFile[],
): readonly PlaybookProblem[] {
  const seen = new Map<string, string>();
  return read.flatMap(({ playbooks }, index) =>
    playbooks.flatMap(({ name }) => {
      const file = files[index]?.name ?? '';
      const before = seen.get(name);
      seen.set(name, file);
      const message = `playbook "${name}" stands in ${before} already`;
      return before === undefined ? [] : [{ file, message, line: 1, column: 1 }];
    }),
  );
}
