import { fieldOf, isList, isObject, listOf, objectsOf, textOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import type { PatternRule, Policy } from './policy.ts';
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
  const spec = fieldOf(object.body, 'spec');
  const validate = fieldOf(rule, 'validate');
  const cel = fieldOf(validate, 'cel');
  const celPath = [...path, 'validate', 'cel'];
  const message = textOf(fieldOf(validate, 'message')) ?? '';
  const paramKind = readParamKind(fieldOf(cel, 'paramKind'));
  const paramRef = readParamRef(fieldOf(cel, 'paramRef'), [...celPath, 'paramRef']);
  const pattern = readPattern(validate, path);
  const unsupported = unsupportedOf(rule, spec);
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
    actions: [enforces(spec, validate) ? 'Deny' : 'Audit'],
    controllers: controllersOf(object),
    isForJson: false,
    ...(pattern !== undefined && { pattern }),
    ...(unsupported !== undefined && { unsupported }),
  };
}

function actionOf(rule: JsonObject): Policy['action'] {
  if (Object.hasOwn(rule, 'mutate')) return 'mutate';
  if (Object.hasOwn(rule, 'generate')) return 'generate';
  return Object.hasOwn(rule, 'verifyImages') ? 'image' : 'validate';
}

function enforces(spec: Json | undefined, validate: Json | undefined): boolean {
  const action =
    textOf(fieldOf(validate, 'failureAction')) ??
    textOf(fieldOf(spec, 'validationFailureAction')) ??
    'Audit';
  return action.toLowerCase() === 'enforce';
}

/** As the annotation says (`none`, or kinds separated by commas); all where there is none. */
function controllersOf({ annotations }: KubeObject): readonly string[] {
  const said = annotations.get('pod-policies.kyverno.io/autogen-controllers');
  if (said === undefined) return controllers;
  const named = said.split(',').map((one) => one.trim());
  if (named.includes('all')) return controllers;
  return controllers.filter((one) => named.includes(one));
}

function readPattern(validate: Json | undefined, path: FieldPath): PatternRule | undefined {
  const message = textOf(fieldOf(validate, 'message')) ?? '';
  const one = fieldOf(validate, 'pattern');
  if (isObject(one)) {
    const field = [...path, 'validate', 'pattern'];
    return { any: false, patterns: [one], message, field };
  }
  const any = fieldOf(validate, 'anyPattern');
  if (!isList(any)) return undefined;
  return { any: true, patterns: listOf(any), message, field: [...path, 'validate', 'anyPattern'] };
}

/** What of a rule cannot be evaluated: anything that needs JMESPath, a cluster or a registry. */
function unsupportedOf(rule: JsonObject, spec: Json | undefined): string | undefined {
  const validate = fieldOf(rule, 'validate');
  if (!isObject(validate))
    return 'only rules with "validate" are evaluated here, not "mutate", "generate" or "verifyImages"';
  const kind = Object.keys(validate).find((key) =>
    ['deny', 'foreach', 'podSecurity', 'manifests', 'assert'].includes(key),
  );
  if (kind !== undefined) return `"validate.${kind}" is not evaluated here`;
  if (!['cel', 'pattern', 'anyPattern'].some((key) => Object.hasOwn(validate, key)))
    return 'the rule has no "cel", "pattern" or "anyPattern"';
  if (listOf(fieldOf(rule, 'context')).length > 0) return '"context" is not evaluated here';
  if (Object.hasOwn(rule, 'preconditions'))
    return '"preconditions" in JMESPath are not evaluated here';
  if (hasVariables(validate)) return 'variables in JMESPath ({{ }}) are not evaluated here';
  const overrides = fieldOf(spec, 'validationFailureActionOverrides');
  void overrides;
  return undefined;
}

/** `{{ }}` or `$( )` anywhere but in messages, which are only shown. */
function hasVariables(validate: JsonObject): boolean {
  const judged = [valueAt(validate, ['pattern']), valueAt(validate, ['anyPattern'])];
  return judged.some((value) => value !== undefined && /\{\{|\$\(/.test(JSON.stringify(value)));
}
