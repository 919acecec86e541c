import { fieldOf, isObject, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { Policy } from './policy.ts';
import {
  readAnnotationsAt,
  readNamedAt,
  readParamKind,
  readParamRef,
  readValidations,
} from './read-policy.ts';
import { readRuleMatch } from './rule-match.ts';

/** Controllers that a rule of pods is rewritten for. */
const controllers: readonly string[] = [
  'DaemonSet',
  'Deployment',
  'Job',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
  'CronJob',
];

/** Whether an object is a policy with rules (kyverno.io/v1, v2beta1). */
export function hasRules({ group, kind }: KubeObject): boolean {
  return group === 'kyverno.io' && (kind === 'ClusterPolicy' || kind === 'Policy');
}

/** The rules of a ClusterPolicy or Policy. What cannot be evaluated exactly says so in `unsupported`. */
export function readRules(object: KubeObject): readonly Policy[] {
  const spec = fieldOf(object.body, 'spec');
  return objectsOf(fieldOf(spec, 'rules')).map(([at, rule]) =>
    readRule(object, rule, ['spec', 'rules', at]),
  );
}

function readRule(object: KubeObject, rule: JsonObject, path: FieldPath): Policy {
  const validate = fieldOf(rule, 'validate');
  const cel = fieldOf(validate, 'cel');
  const celPath = [...path, 'validate', 'cel'];
  const message = textOf(fieldOf(validate, 'message')) ?? '';
  const paramKind = readParamKind(fieldOf(cel, 'paramKind'));
  const paramRef = readParamRef(fieldOf(cel, 'paramRef'), [...celPath, 'paramRef']);
  const unsupported = unsupportedOf(rule);
  const isChanging = listOf(valueAt(rule, ['mutate', 'targets'])).length > 0;
  const { namespace } = object;
  return {
    object,
    flavour: 'rule',
    action: actionOf(rule),
    ...(object.kind === 'Policy' && namespace !== undefined && { namespace }),
    rule: textOf(fieldOf(rule, 'name')) ?? '',
    match: readRuleMatch(fieldOf(rule, 'match'), fieldOf(rule, 'exclude')),
    conditions: readNamedAt(fieldOf(rule, 'celPreconditions'), [...path, 'celPreconditions']),
    variables: readNamedAt(fieldOf(cel, 'variables'), [...celPath, 'variables']),
    validations: readValidations(cel, [...celPath, 'expressions'], message),
    auditAnnotations: readAnnotationsAt(fieldOf(cel, 'auditAnnotations'), [
      ...celPath,
      'auditAnnotations',
    ]),
    mutations: [],
    generations: [],
    ignoresErrors: false,
    ...(paramKind !== undefined && { paramKind }),
    ...(paramRef !== undefined && { paramRef }),
    // Which action counts depends on the namespace: `ruleActions`.
    actions: [],
    controllers: controllersOf(object),
    isForJson: false,
    body: rule,
    ...(isChanging && { changesOthers: true }),
    ...(unsupported !== undefined && { unsupported }),
  };
}

function actionOf(rule: JsonObject): Policy['action'] {
  if (Object.hasOwn(rule, 'mutate')) return 'mutate';
  if (Object.hasOwn(rule, 'generate')) return 'generate';
  return Object.hasOwn(rule, 'verifyImages') ? 'image' : 'validate';
}

/** As the annotation says (`none`, or kinds separated by commas); all where there is none. */
function controllersOf({ annotations }: KubeObject): readonly string[] {
  const said = annotations.get('pod-policies.kyverno.io/autogen-controllers');
  if (said === undefined) return controllers;
  const named = said.split(',').map((one) => one.trim());
  if (named.includes('all')) return controllers;
  return controllers.filter((one) => named.includes(one));
}

/** What of a rule cannot be evaluated: signatures need a registry, and some kinds of rules are not known. */
function unsupportedOf(rule: JsonObject): string | undefined {
  if (isObject(fieldOf(rule, 'mutate')) || isObject(fieldOf(rule, 'generate'))) return undefined;
  const validate = fieldOf(rule, 'validate');
  if (!isObject(validate))
    return 'only rules with "validate", "mutate" or "generate" are evaluated here, not "verifyImages"';
  const unknown = ['manifests', 'assert'].find((key) => Object.hasOwn(validate, key));
  if (unknown !== undefined) return `"validate.${unknown}" is not evaluated here`;
  const kinds = ['cel', 'pattern', 'anyPattern', 'deny', 'foreach', 'podSecurity'];
  if (kinds.some((key) => Object.hasOwn(validate, key))) return undefined;
  return 'the rule has no "cel", "pattern", "anyPattern", "deny", "foreach" or "podSecurity"';
}
