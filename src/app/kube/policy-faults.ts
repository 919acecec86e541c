import type { KubeObject } from '#kube/object.ts';
import type { Fault } from '#model/fault.ts';
import type { PolicyResult } from '#model/policy-result.ts';
import { type Severity, severities } from '#model/severity.ts';

/**
 * What policies of a person say, as findings: one for each object that a policy refuses, warns of or could not judge. `policies` are
 * the objects that they were read from; their annotations give title and severity (`policies.kyverno.io/…`, `caisson.dev/severity`).
 */
export function faultsOfPolicies(
  results: readonly PolicyResult[],
  policies: readonly KubeObject[],
): readonly Fault[] {
  const byName = new Map(policies.map((one) => [`${one.kind}/${one.name}`, one]));
  return results.flatMap((result) => {
    if (result.outcome === 'pass' || result.outcome === 'skip') return [];
    return faultOf(result, byName.get(`${result.policy.kind}/${result.policy.name}`));
  });
}

function faultOf(result: PolicyResult, policy: KubeObject | undefined): Fault {
  const { kind, name, rule } = result.policy;
  const { object, objectLocation, location, message, failures } = result;
  const title = annotation(policy, 'policies.kyverno.io/title') ?? `Policy ${name}`;
  const where = location.line === undefined ? location.path : `${location.path}:${location.line}`;
  return {
    kind: 'misconfiguration',
    rule: `policy/${name}${rule === undefined ? '' : `/${rule}`}`,
    severity: severityOf(policy),
    title,
    locations: [objectLocation],
    message: message ?? title,
    subject: `${object.kind} ${[object.namespace, object.name].filter(Boolean).join('/')}`,
    object,
    evidence: [
      { label: 'policy', text: `${kind} ${name} (${where})` },
      ...failures
        .slice(0, 5)
        .map(({ expression }) => ({ label: 'expression', text: expression.slice(0, 500) })),
    ],
    ...descriptionOf(policy),
    remediation: 'Change the object so that the policy accepts it.',
    aliases: [],
    references: [],
  };
}

function descriptionOf(policy: KubeObject | undefined): Pick<Fault, 'rationale'> {
  const rationale = annotation(policy, 'policies.kyverno.io/description');
  return rationale === undefined ? {} : { rationale: rationale.slice(0, 2000) };
}

function severityOf(policy: KubeObject | undefined): Severity {
  const word =
    annotation(policy, 'caisson.dev/severity') ??
    annotation(policy, 'policies.kyverno.io/severity');
  return severities.find((one) => one === word?.toLowerCase()) ?? 'medium';
}

function annotation(policy: KubeObject | undefined, key: string): string | undefined {
  return policy?.annotations.get(key);
}
