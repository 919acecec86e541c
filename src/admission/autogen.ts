import type { Ast, SelectNode, StructNode } from '#cel/ast.ts';
import { rewrite } from '#cel/rewrite.ts';
import type { MatchResources, Policy, ResourceRule } from './policy.ts';

/** A policy for pods, made into one for controllers that have a template of pods. */
export interface Variant {
  readonly name: 'defaults' | 'cronjobs';
  /** Where the template stands: `spec.template`. */
  readonly template: readonly string[];
  readonly kinds: readonly Controller[];
}

interface Controller {
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
}

const controllers: readonly Controller[] = [
  { group: 'apps', resource: 'daemonsets', kind: 'DaemonSet' },
  { group: 'apps', resource: 'deployments', kind: 'Deployment' },
  { group: 'apps', resource: 'replicasets', kind: 'ReplicaSet' },
  { group: 'apps', resource: 'statefulsets', kind: 'StatefulSet' },
  { group: 'batch', resource: 'jobs', kind: 'Job' },
];
const cronJob: Controller = { group: 'batch', resource: 'cronjobs', kind: 'CronJob' };

/** Where the template of pods stands in a controller's object. */
export const templateOf = {
  defaults: ['spec', 'template'],
  cronjobs: ['spec', 'jobTemplate', 'spec', 'template'],
} as const;

/** For what a policy of Kyverno in CEL is rewritten; nothing unless it is for pods alone (Kyverno, auto-gen). */
export function variantsOf({ match, controllers: wanted, flavour }: Policy): readonly Variant[] {
  if (flavour !== 'kyverno' || match?.type !== 'resources' || !isForPods(match)) return [];
  const kinds = controllers.filter(({ resource }) => wanted.includes(resource));
  return [
    ...(wanted.includes('cronjobs')
      ? [{ name: 'cronjobs', template: templateOf.cronjobs, kinds: [cronJob] } as const]
      : []),
    ...(kinds.length > 0
      ? [{ name: 'defaults', template: templateOf.defaults, kinds } as const]
      : []),
  ];
}

function isForPods({ rules, excluded, objectSelector }: MatchResources): boolean {
  const [rule] = rules;
  if (rule === undefined || rules.length !== 1 || excluded.length > 0) return false;
  if (objectSelector !== undefined && objectSelector.requirements.length > 0) return false;
  return (
    rule.names.length === 0 &&
    isOnly(rule.groups, '') &&
    isOnly(rule.versions, 'v1') &&
    isOnly(rule.resources, 'pods')
  );
}

function isOnly(values: readonly string[], value: string): boolean {
  return values.length === 1 && values[0] === value;
}

/** The constraints of a variant: the same operations and namespaces, other resources. */
export function variantMatch(match: MatchResources, { kinds }: Variant): MatchResources {
  const [first] = match.rules;
  const groups = Map.groupBy(kinds, ({ group }) => group);
  const rules: readonly ResourceRule[] = [...groups].map(([group, all]) => ({
    groups: [group],
    versions: ['v1'],
    resources: all.map(({ resource }) => resource),
    operations: first?.operations ?? [],
    names: [],
    scope: '*',
  }));
  const { namespaceSelector, isExact } = match;
  return {
    type: 'resources',
    rules,
    excluded: [],
    ...(namespaceSelector !== undefined && { namespaceSelector }),
    isExact,
  };
}

const roots = new Set(['object', 'oldObject']);

/** Where pods stand in an object, and what of their metadata a template has. */
interface TemplatePlace {
  readonly template: readonly string[];
  /** All metadata but the namespace is the template's (validations), or only labels and annotations (mutations). */
  readonly wholeMetadata: boolean;
}

/**
 * An expression about a pod, about the template of pods in a controller instead: `object.spec` becomes `object.spec.template.spec`,
 * `object.metadata` that of the template, but not `object.metadata.namespace`, which templates do not have.
 */
export function aboutTemplate(ast: Ast, place: TemplatePlace): Ast {
  return rewrite(ast, (node, bound) => {
    if (node.type === 'select') return selectInTemplate(node, place, bound);
    return node.type === 'struct' ? structInTemplate(node, place) : undefined;
  });
}

type Names = ReadonlySet<string>;

/** Nothing for what is not about the pod. */
function selectInTemplate(ast: SelectNode, place: TemplatePlace, bound: Names): Ast | undefined {
  const { operand, field } = ast;
  if (isRootField(ast, 'spec', bound)) return moved(ast, place);
  if (operand.type === 'select' && isRootField(operand, 'metadata', bound)) {
    const isTemplates = place.wholeMetadata
      ? field !== 'namespace'
      : field === 'labels' || field === 'annotations';
    return isTemplates ? { ...ast, operand: moved(operand, place) } : ast;
  }
  const isMetadata = place.wholeMetadata && isRootField(ast, 'metadata', bound);
  return isMetadata ? moved(ast, place) : undefined;
}

function moved(ast: SelectNode, { template }: TemplatePlace): SelectNode {
  const { at } = ast;
  let operand = ast.operand;
  for (const field of template) operand = { type: 'select', at, operand, field };
  return { ...ast, operand };
}

/** `object.spec`, also `request.object.spec`; not of a name that a macro declares. */
function isRootField(ast: Ast, field: string, bound: Names): boolean {
  if (ast.type !== 'select' || ast.field !== field) return false;
  const { operand } = ast;
  if (operand.type === 'ident') return roots.has(operand.name) && !bound.has(operand.name);
  return (
    operand.type === 'select' &&
    roots.has(operand.field) &&
    operand.operand.type === 'ident' &&
    operand.operand.name === 'request'
  );
}

/** `Object.spec{}` becomes `Object.spec.template.spec{}`; the outermost `Object{}` is wrapped. */
function structInTemplate(ast: StructNode, place: TemplatePlace): Ast | undefined {
  if (!/^Object(?:\.|$)/.test(ast.name)) return undefined;
  const { template } = place;
  const fields = ast.fields.map((one) => ({ ...one, value: aboutTemplate(one.value, place) }));
  const name = `Object.${template.join('.')}${ast.name.slice('Object'.length)}`;
  const inner: StructNode = { ...ast, name, fields };
  return ast.name === 'Object' ? wrapped(inner, template) : inner;
}

function wrapped(inner: StructNode, template: readonly string[]): StructNode {
  const { at } = inner;
  let node = inner;
  for (let depth = template.length - 1; depth >= 0; depth -= 1) {
    const name = ['Object', ...template.slice(0, depth)].join('.');
    const field = { at, name: template[depth] ?? '', value: node };
    node = { type: 'struct', at, name, fields: [field] };
  }
  return node;
}
