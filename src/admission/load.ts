import { formatFieldPath } from '#kube/field-path.ts';
import { fieldOf } from '#kube/json.ts';
import { type KubeObject, locate, nameOf } from '#kube/object.ts';
import type { Gap } from '#model/observation.ts';
import { PolicyCompiler } from './compile.ts';
import type { CompiledPolicy } from './compiled.ts';
import { locateText } from './place.ts';
import type { Binding, Exception, Policy, PolicyFault } from './policy.ts';
import { shapeOfSpec } from './policy-shapes.ts';
import { isGatekeeper, readConstraints } from './read-constraints.ts';
import { kyvernoGroup, readBinding, readException, readPolicy } from './read-policy.ts';
import { hasRules, readRules } from './read-rules.ts';
import { type Definitions, definedResources } from './resource-name.ts';
import { outsideEntries } from './rule/entries.ts';
import { checkShape } from './shape.ts';

export interface LoadOptions {
  /** Minor version of Kubernetes that the policies are for: `36` of 1.36. */
  readonly minor?: number;
  /** What `time.now()` of Kyverno's policies gives, and whether exceptions have expired. */
  readonly now: () => Date;
}

/** Policies and all that they need, compiled. Immutable; judge as many objects as you like with it. */
export interface PolicySet {
  readonly policies: readonly Policy[];
  readonly compiled: readonly CompiledPolicy[];
  readonly bindings: readonly Binding[];
  readonly exceptions: readonly Exception[];
  /** Everything that was given: parameters and namespaces are found here. */
  readonly objects: readonly KubeObject[];
  /** Custom resource definitions among them. */
  readonly definitions: Definitions;
  readonly faults: readonly PolicyFault[];
  /** The faults as parts of a report, and policies that cannot be judged here. */
  readonly gaps: readonly Gap[];
}

/**
 * Reads and compiles the policies, bindings, parameters and exceptions among the objects; others are kept, as parameters may be of any
 * kind. A policy with a fault is kept too: what can be judged of it is judged.
 */
export function loadPolicies(
  objects: readonly KubeObject[],
  { minor = 36, now }: LoadOptions,
): PolicySet {
  const policies = [...objects.flatMap(policiesOf), ...readConstraints(objects)];
  const exceptions = objects.flatMap((one) => readException(one) ?? []);
  const compiler = new PolicyCompiler({ minor, now }, exceptions);
  const compiled = policies.flatMap((policy) => compiler.compile(policy));
  const faults = [...objects.flatMap(shapeFaultsOf), ...compiler.faults];
  return {
    policies,
    compiled,
    bindings: objects.flatMap((one) => readBinding(one) ?? []),
    exceptions,
    objects,
    definitions: definedResources(objects),
    faults,
    gaps: [...faults.map(gapOf), ...policies.flatMap(unsupportedGaps)],
  };
}

/** Whether an object is a policy, a binding or an exception, and so nothing that policies are asked about as a rule. */
export function isPolicyObject(object: KubeObject): boolean {
  return (
    shapeOfSpec(object.group, object.kind) !== undefined ||
    hasRules(object) ||
    isGatekeeper(object) ||
    object.group === 'kyverno.io'
  );
}

function policiesOf(object: KubeObject): readonly Policy[] {
  if (hasRules(object)) return readRules(object);
  const policy = readPolicy(object);
  return policy === undefined ? [] : [policy];
}

const topFields = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

function shapeFaultsOf(object: KubeObject): readonly PolicyFault[] {
  const shape = shapeOfSpec(object.group, object.kind);
  if (shape === undefined) return [];
  const spec = fieldOf(object.body, 'spec');
  const found = checkShape(spec, shape, ['spec']).map(({ code, path, message }) => ({
    policy: object,
    code,
    field: path,
    message,
  }));
  const others = Object.keys(object.body)
    .filter((key) => !topFields.has(key))
    .map((key) => ({
      policy: object,
      code: 'unknown-field',
      field: [key],
      message: `unknown field ${JSON.stringify(key)}`,
    }));
  return [...found, ...others, ...missingConstraints(object)];
}

/** What the API server asks for beyond the shape. */
function missingConstraints(object: KubeObject): readonly PolicyFault[] {
  const isPolicy = readPolicy(object) !== undefined;
  const match = fieldOf(fieldOf(object.body, 'spec'), 'matchConstraints');
  if (!isPolicy || match !== undefined) return [];
  const mode = readPolicy(object)?.isForJson === true;
  if (mode) return [];
  const message = 'the policy has no "matchConstraints": it judges nothing';
  return [{ policy: object, code: 'missing-field', field: ['spec'], message }];
}

function gapOf(fault: PolicyFault): Gap {
  const field = formatFieldPath(fault.field);
  return {
    type: 'gap',
    location: locateText(fault.policy, fault.field, fault.at),
    reason: 'malformed',
    detail: `${nameOf(fault.policy)}: ${field}: ${fault.message}`,
  };
}

function unsupportedGaps(policy: Policy): readonly Gap[] {
  const { object, unsupported, rule, action } = policy;
  const detail =
    action === 'image' && object.group === kyvernoGroup
      ? 'signatures of images are not verified here; the policy is not judged'
      : unsupported;
  if (detail === undefined) return outsideGaps(policy);
  const name = rule === undefined ? '' : ` rule ${JSON.stringify(rule)}`;
  const location = locate(object, ['spec']);
  return [
    { type: 'gap', location, reason: 'unsupported', detail: `${nameOf(object)}${name}: ${detail}` },
  ];
}

/** Entries of a rule's context that are looked up outside the objects at hand. */
function outsideGaps({ object, rule, body }: Policy): readonly Gap[] {
  const entries = outsideEntries(fieldOf(body, 'context'));
  if (entries.length === 0) return [];
  const detail = `${nameOf(object)} rule ${JSON.stringify(rule ?? '')}: only declared answers are known for the context ${entries.join(', ')}`;
  const location = locate(object, ['spec']);
  return [{ type: 'gap', location, reason: 'unsupported', detail }];
}
