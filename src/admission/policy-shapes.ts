import {
  any,
  type Fields,
  fields,
  flag,
  integer,
  list,
  oneOf,
  type Shape,
  text,
  textList,
  textMap,
} from './shape.ts';

const selector = fields({
  matchLabels: textMap,
  matchExpressions: list(
    fields(
      { key: text, operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), values: textList },
      'key',
      'operator',
    ),
  ),
});

const resourceRule = fields({
  apiGroups: textList,
  apiVersions: textList,
  operations: list(oneOf('CREATE', 'UPDATE', 'DELETE', 'CONNECT', '*')),
  resources: textList,
  resourceNames: textList,
  scope: oneOf('Cluster', 'Namespaced', '*'),
});

const matchFields: Fields = {
  resourceRules: list(resourceRule),
  excludeResourceRules: list(resourceRule),
  namespaceSelector: selector,
  objectSelector: selector,
  matchPolicy: oneOf('Exact', 'Equivalent'),
};
const match = fields(matchFields);

const named = fields({ name: text, expression: text }, 'name', 'expression');
const validation = fields(
  { expression: text, message: text, messageExpression: text, reason: text },
  'expression',
);
const annotation = fields({ key: text, valueExpression: text }, 'key', 'valueExpression');
const failurePolicy = oneOf('Fail', 'Ignore');
const paramKind = fields({ apiVersion: text, kind: text }, 'apiVersion', 'kind');
const paramRef = fields({
  name: text,
  namespace: text,
  selector,
  parameterNotFoundAction: oneOf('Allow', 'Deny'),
});
const mutation = fields(
  {
    patchType: oneOf('ApplyConfiguration', 'JSONPatch'),
    applyConfiguration: fields({ expression: text }, 'expression'),
    jsonPatch: fields({ expression: text }, 'expression'),
  },
  'patchType',
);
const actions = list(oneOf('Deny', 'Warn', 'Audit'));

/** Of all kinds of Kubernetes and Kyverno that hold CEL. */
const judging: Fields = {
  matchConstraints: match,
  matchConditions: list(named, 64),
  variables: list(named),
};

const validating: Fields = {
  ...judging,
  validations: list(validation),
  auditAnnotations: list(annotation),
  failurePolicy,
};
const mutating: Fields = { ...judging, mutations: list(mutation), failurePolicy };
const reinvocationPolicy = oneOf('Never', 'IfNeeded');

const webhookConfiguration = fields({
  timeoutSeconds: integer,
  matchConditions: list(named, 64),
  failurePolicy,
});
const enabled = fields({ enabled: flag });
const controllers = fields({ controllers: textList });
const evaluation = fields({
  mode: text,
  admission: enabled,
  background: enabled,
  mutateExisting: enabled,
  generateExisting: enabled,
  orphanDownstreamOnPolicyDelete: enabled,
  synchronize: enabled,
  skipBackgroundRequests: flag,
  useServerSideApply: flag,
});

const attestor = fields({ name: text, cosign: any, notary: any }, 'name');

const specs: Readonly<Record<string, Shape>> = {
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy': fields({ ...validating, paramKind }),
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding': fields(
    { policyName: text, paramRef, matchResources: match, validationActions: actions },
    'policyName',
  ),
  'admissionregistration.k8s.io/MutatingAdmissionPolicy': fields({
    ...mutating,
    paramKind,
    reinvocationPolicy,
  }),
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding': fields(
    { policyName: text, paramRef, matchResources: match },
    'policyName',
  ),
  'policies.kyverno.io/ValidatingPolicy': fields({
    ...validating,
    evaluation,
    webhookConfiguration,
    validationActions: actions,
    autogen: fields({ podControllers: controllers, validatingAdmissionPolicy: enabled }),
  }),
  'policies.kyverno.io/MutatingPolicy': fields({
    ...mutating,
    auditAnnotations: list(annotation),
    evaluation,
    webhookConfiguration,
    reinvocationPolicy,
    targetMatchConstraints: fields({ ...matchFields, expression: text }),
    targetMatchConditions: list(named),
    autogen: fields({ podControllers: controllers, mutatingAdmissionPolicy: enabled }),
  }),
  'policies.kyverno.io/GeneratingPolicy': fields(
    {
      ...judging,
      auditAnnotations: list(annotation),
      evaluation,
      webhookConfiguration,
      useServerSideApply: flag,
      generate: list(
        fields({
          expression: text,
          template: fields({ value: text, interpolate: oneOf('none', 'cel') }, 'value'),
        }),
      ),
    },
    'generate',
  ),
  'policies.kyverno.io/DeletingPolicy': fields(
    {
      matchConstraints: match,
      conditions: list(named),
      variables: list(named),
      schedule: text,
      deletionPropagationPolicy: oneOf('Foreground', 'Background', 'Orphan'),
    },
    'schedule',
  ),
  'policies.kyverno.io/ImageValidatingPolicy': fields(
    {
      ...validating,
      evaluation,
      webhookConfiguration,
      validationActions: actions,
      matchImageReferences: list(fields({ glob: text, expression: text })),
      credentials: any,
      images: list(named),
      attestors: list(attestor),
      attestations: list(fields({ name: text, intoto: any, referrer: any }, 'name')),
      validationConfigurations: fields({ mutateDigest: flag, required: flag, verifyDigest: flag }),
      autogen: fields({ podControllers: controllers }),
    },
    'attestors',
  ),
  'policies.kyverno.io/PolicyException': fields(
    {
      policyRefs: list(fields({ kind: text, name: text }, 'kind', 'name')),
      matchConditions: list(named),
      images: textList,
      allowedValues: textList,
      expiresAt: text,
      reportResult: oneOf('skip', 'pass'),
      evaluationMode: text,
      properties: any,
    },
    'policyRefs',
  ),
};

/**
 * What the `spec` of a kind may hold (Kubernetes 1.36, `admissionregistration.k8s.io`; Kyverno 1.18, `policies.kyverno.io`, whose
 * Namespaced kinds hold the same). `undefined` for kinds that are no policy.
 */
export function shapeOfSpec(group: string, kind: string): Shape | undefined {
  const bare = group === 'policies.kyverno.io' ? kind.replace(/^Namespaced/, '') : kind;
  const key = `${group}/${bare}`;
  return Object.hasOwn(specs, key) ? specs[key] : undefined;
}
