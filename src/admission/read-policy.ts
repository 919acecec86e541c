import { fieldOf, isObject, listOf, objectsOf, textOf, textsOf, valueAt } from '#kube/json.ts';
import type { KubeObject } from '#kube/object.ts';
import { readSelector } from '#kube/selector.ts';
import type { Json } from '#model/json-value.ts';
import type { FieldPath } from '#model/kubernetes.ts';
import { readMatchResources } from './match.ts';
import type {
  Binding,
  Exception,
  Generation,
  MutationStep,
  NamedSource,
  ParamKind,
  ParamRef,
  Policy,
  Source,
  Validation,
} from './policy.ts';
import { type RuleMatch, readRuleMatch } from './rule-match.ts';

const kubernetesGroup = 'admissionregistration.k8s.io';
export const kyvernoGroup = 'policies.kyverno.io';

const actions: Readonly<Record<string, Policy['action']>> = {
  ValidatingAdmissionPolicy: 'validate',
  MutatingAdmissionPolicy: 'mutate',
  ValidatingPolicy: 'validate',
  MutatingPolicy: 'mutate',
  GeneratingPolicy: 'generate',
  DeletingPolicy: 'delete',
  ImageValidatingPolicy: 'image',
};

/** Controllers that Kyverno rewrites a policy of pods for when it does not say which. */
const allControllers: readonly string[] = [
  'daemonsets',
  'deployments',
  'jobs',
  'replicasets',
  'statefulsets',
  'cronjobs',
];

/** Reads a policy that is written in CEL: those of Kubernetes, and Kyverno's `policies.kyverno.io`. `undefined` for other objects. */
export function readPolicy(object: KubeObject): Policy | undefined {
  const action = actionOf(object);
  if (action === undefined) return undefined;
  const { group, kind, body, namespace } = object;
  const spec = fieldOf(body, 'spec');
  const isKyverno = group === kyvernoGroup;
  const isScoped = isKyverno && kind.startsWith('Namespaced') && namespace !== undefined;
  return {
    object,
    flavour: isKyverno ? 'kyverno' : 'admission',
    action,
    ...(isScoped && { namespace }),
    ...readParts(spec),
    conditions: readNamed(spec, [action === 'delete' ? 'conditions' : 'matchConditions']),
    controllers: isKyverno ? readControllers(spec) : [],
  };
}

function actionOf({ group, kind }: KubeObject): Policy['action'] | undefined {
  if (group !== kubernetesGroup && group !== kyvernoGroup) return undefined;
  const bare = group === kyvernoGroup ? kind.replace(/^Namespaced/, '') : kind;
  return Object.hasOwn(actions, bare) ? actions[bare] : undefined;
}

/** What all kinds have in common. */
function readParts(spec: Json | undefined) {
  const match = readMatchResources(fieldOf(spec, 'matchConstraints'));
  const paramKind = readParamKind(fieldOf(spec, 'paramKind'));
  const evaluation = fieldOf(spec, 'evaluation');
  const mode = textOf(fieldOf(evaluation, 'mode')) ?? 'Kubernetes';
  const targets = readTargets(spec);
  return {
    ...(match !== undefined && { match }),
    variables: readNamed(spec, ['variables']),
    validations: readValidations(spec, ['spec', 'validations']),
    auditAnnotations: readAnnotations(spec),
    mutations: readMutations(spec),
    generations: readGenerations(spec),
    ignoresErrors: fieldOf(spec, 'failurePolicy') === 'Ignore',
    ...(paramKind !== undefined && { paramKind }),
    actions: textsOf(fieldOf(spec, 'validationActions')),
    isForJson: mode === 'JSON',
    ...(mode !== 'JSON' &&
      mode !== 'Kubernetes' && {
        unsupported: `policies for ${mode} requests are not judged here`,
      }),
    ...(targets !== undefined && { targets }),
  };
}

/** What a policy of Kyverno changes in place of the object that sets it off. */
function readTargets(spec: Json | undefined): Policy['targets'] {
  if (valueAt(spec, ['evaluation', 'mutateExisting', 'enabled']) !== true) return undefined;
  const constraints = fieldOf(spec, 'targetMatchConstraints');
  // Without constraints on targets the object that sets it off is the target.
  if (constraints === undefined) return undefined;
  const match = readMatchResources(constraints);
  const expression = sourceAt(constraints ?? null, 'expression', [
    'spec',
    'targetMatchConstraints',
  ]);
  return {
    ...(match !== undefined && { match }),
    ...(expression !== undefined && expression.text !== '' && { expression }),
    conditions: readNamed(spec, ['targetMatchConditions']),
  };
}

function readControllers(spec: Json | undefined): readonly string[] {
  const named = valueAt(spec, ['autogen', 'podControllers', 'controllers']);
  return named === undefined || named === null ? allControllers : textsOf(named);
}

/** Expressions with names: `matchConditions`, `variables`. */
function readNamed(spec: Json | undefined, path: FieldPath): readonly NamedSource[] {
  return readNamedAt(valueAt(spec, path), ['spec', ...path]);
}

export function readNamedAt(value: Json | undefined, path: FieldPath): readonly NamedSource[] {
  return objectsOf(value).map(([at, one]) => ({
    name: textOf(fieldOf(one, 'name')) ?? '',
    text: textOf(fieldOf(one, 'expression')) ?? '',
    field: [...path, at, 'expression'],
  }));
}

/** `validations`, or `validate.cel.expressions` of a rule. */
export function readValidations(
  spec: Json | undefined,
  path: FieldPath,
  fallback = '',
): readonly Validation[] {
  return objectsOf(fieldOf(spec, String(path.at(-1)))).map(([at, one]) => {
    const messageExpression = sourceAt(one, 'messageExpression', [...path, at]);
    return {
      expression: sourceAt(one, 'expression', [...path, at]) ?? {
        text: '',
        field: [...path, at],
      },
      message: textOf(fieldOf(one, 'message')) ?? fallback,
      ...(messageExpression !== undefined && { messageExpression }),
      reason: textOf(fieldOf(one, 'reason')) ?? 'Invalid',
    };
  });
}

function sourceAt(value: Json, key: string, path: FieldPath): Source | undefined {
  const text = textOf(fieldOf(value, key));
  return text === undefined ? undefined : { text, field: [...path, key] };
}

function readAnnotations(spec: Json | undefined): readonly NamedSource[] {
  return readAnnotationsAt(fieldOf(spec, 'auditAnnotations'), ['spec', 'auditAnnotations']);
}

export function readAnnotationsAt(
  value: Json | undefined,
  path: FieldPath,
): readonly NamedSource[] {
  return objectsOf(value).map(([at, one]) => ({
    name: textOf(fieldOf(one, 'key')) ?? '',
    text: textOf(fieldOf(one, 'valueExpression')) ?? '',
    field: [...path, at, 'valueExpression'],
  }));
}

function readMutations(spec: Json | undefined): readonly MutationStep[] {
  return objectsOf(fieldOf(spec, 'mutations')).flatMap(([at, one]) => {
    const isPatch = fieldOf(one, 'patchType') === 'JSONPatch';
    const key = isPatch ? 'jsonPatch' : 'applyConfiguration';
    const expression = sourceAt(fieldOf(one, key) ?? null, 'expression', [
      'spec',
      'mutations',
      at,
      key,
    ]);
    if (expression === undefined) return [];
    return [{ type: isPatch ? 'JSONPatch' : 'ApplyConfiguration', expression } as const];
  });
}

function readGenerations(spec: Json | undefined): readonly Generation[] {
  return objectsOf(fieldOf(spec, 'generate')).map(([at, one]) => {
    const path = ['spec', 'generate', at];
    const expression = sourceAt(one, 'expression', path);
    const written = fieldOf(one, 'template') ?? null;
    const template = sourceAt(written, 'value', [...path, 'template']);
    return {
      ...(expression !== undefined && { expression }),
      ...(template !== undefined && { template }),
      interpolate: fieldOf(written, 'interpolate') === 'cel',
    };
  });
}

export function readParamKind(value: Json | undefined): ParamKind | undefined {
  const apiVersion = textOf(fieldOf(value, 'apiVersion'));
  const kind = textOf(fieldOf(value, 'kind'));
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

export function readParamRef(value: Json | undefined, field: FieldPath): ParamRef | undefined {
  if (!isObject(value)) return undefined;
  const name = textOf(fieldOf(value, 'name'));
  const namespace = textOf(fieldOf(value, 'namespace'));
  const selector = readSelector(fieldOf(value, 'selector'));
  return {
    ...(name !== undefined && name !== '' && { name }),
    ...(namespace !== undefined && namespace !== '' && { namespace }),
    ...(selector !== undefined && { selector }),
    denyWhenNotFound: fieldOf(value, 'parameterNotFoundAction') !== 'Allow',
    field,
  };
}

/** Reads a binding of an admission policy; `undefined` for other objects. */
export function readBinding(object: KubeObject): Binding | undefined {
  if (object.group !== kubernetesGroup || !object.kind.endsWith('AdmissionPolicyBinding'))
    return undefined;
  const spec = fieldOf(object.body, 'spec');
  const match = readMatchResources(fieldOf(spec, 'matchResources'));
  const paramRef = readParamRef(fieldOf(spec, 'paramRef'), ['spec', 'paramRef']);
  return {
    object,
    name: object.name,
    policyName: textOf(fieldOf(spec, 'policyName')) ?? '',
    ...(match !== undefined && { match }),
    ...(paramRef !== undefined && { paramRef }),
    actions: textsOf(fieldOf(spec, 'validationActions')),
  };
}

/** Reads an exception of Kyverno, for its policies in CEL or for rules; `undefined` for other objects. */
export function readException(object: KubeObject): Exception | undefined {
  const { group, kind, body } = object;
  if (kind !== 'PolicyException') return undefined;
  const spec = fieldOf(body, 'spec');
  if (group === kyvernoGroup) return readCelException(object, spec);
  if (group !== 'kyverno.io') return undefined;
  const match: RuleMatch = readRuleMatch(fieldOf(spec, 'match'), undefined);
  return {
    object,
    policies: objectsOf(fieldOf(spec, 'exceptions')).map(([, one]) => ({
      kind: '',
      name: textOf(fieldOf(one, 'policyName')) ?? '',
      rules: textsOf(fieldOf(one, 'ruleNames')),
    })),
    conditions: [],
    images: [],
    allowedValues: [],
    match,
    reportsPass: false,
  };
}

function readCelException(object: KubeObject, spec: Json | undefined): Exception {
  const expiresAt = textOf(fieldOf(spec, 'expiresAt'));
  return {
    object,
    policies: objectsOf(fieldOf(spec, 'policyRefs')).map(([, one]) => ({
      kind: textOf(fieldOf(one, 'kind')) ?? '',
      name: textOf(fieldOf(one, 'name')) ?? '',
      rules: [],
    })),
    conditions: readNamed(spec, ['matchConditions']),
    images: listOf(fieldOf(spec, 'images')).filter((one) => typeof one === 'string'),
    allowedValues: textsOf(fieldOf(spec, 'allowedValues')),
    ...(expiresAt !== undefined && { expiresAt }),
    reportsPass: fieldOf(spec, 'reportResult') === 'pass',
  };
}
