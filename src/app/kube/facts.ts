import { accessOf } from '#access/access.ts';
import { powerOf } from '#access/power.ts';
import { booleanOf, fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { PodTemplate } from '#kube/pods.ts';
import type { ClusterView } from '#kube/view.ts';
import type { Json } from '#model/json-value.ts';
import type { ExposureReport, NetworkConnection } from '#model/network.ts';
import { connections } from '#network/connections.ts';
import { exposure } from '#network/exposure.ts';
import { networkOf } from '#network/network.ts';

/** What a workload gives to whoever is in it, beside what its containers may do on their node. */
export interface WorkloadPower {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** What its service account may do that reaches far, in words; only where its pods have its token. */
  readonly rights: readonly string[];
  /** Secrets that its pods hold: `secret "db" in its files`. */
  readonly secrets: readonly string[];
}

/** Everything about a cluster that its findings and ways through it stand on, by one reading. */
export interface ClusterFacts {
  readonly exposure: ExposureReport['workloads'];
  readonly connections: readonly NetworkConnection[];
  readonly powers: readonly WorkloadPower[];
}

const mostConnections = 50_000;
const mostWords = 20;

/** Works out how far workloads are reached, what policies let talk, and what each workload gives. */
export function clusterFacts(view: ClusterView): ClusterFacts {
  const network = networkOf(view);
  return {
    exposure: exposure(network).workloads,
    connections: connections(network, { limit: mostConnections }).connections,
    powers: powersOf(view),
  };
}

/** One line for each owner of pods. */
function powersOf(view: ClusterView): readonly WorkloadPower[] {
  return view.workloads.flatMap(({ object, pod }) => {
    const { kind, name, namespace = 'default' } = object;
    const secrets = secretsOf(pod);
    const rights = rightsOf(view, pod, namespace);
    return [{ namespace, kind, name, rights, secrets }];
  });
}

function rightsOf(view: ClusterView, { spec }: PodTemplate, namespace: string): readonly string[] {
  const name =
    textOf(fieldOf(spec, 'serviceAccountName')) || textOf(fieldOf(spec, 'serviceAccount'));
  const account = name || 'default';
  if (!hasToken(view, spec, { namespace, account })) return [];
  const subject = { kind: 'ServiceAccount', namespace, name: account } as const;
  const { abilities } = powerOf(accessOf(view), subject);
  return abilities
    .slice(0, mostWords)
    .map((ability) => `its service account "${account}" may ${ability}`);
}

/** The pod says it, else the account, else it is mounted. */
function hasToken(
  view: ClusterView,
  spec: Json,
  { namespace, account }: { readonly namespace: string; readonly account: string },
): boolean {
  const object = view.find('', 'ServiceAccount', account, namespace);
  const field = 'automountServiceAccountToken';
  return booleanOf(fieldOf(spec, field)) ?? booleanOf(fieldOf(object?.body, field)) ?? true;
}

function secretsOf({ spec, containers }: PodTemplate): readonly string[] {
  const words = new Set<string>();
  function hold(name: string | undefined, where: string): void {
    if (name !== undefined && name !== '') words.add(`secret "${name}" in its ${where}`);
  }
  for (const [, volume] of objectsOf(fieldOf(spec, 'volumes'))) {
    hold(textOf(fieldOf(fieldOf(volume, 'secret'), 'secretName')), 'files');
    for (const [, source] of objectsOf(fieldOf(fieldOf(volume, 'projected'), 'sources')))
      hold(textOf(fieldOf(fieldOf(source, 'secret'), 'name')), 'files');
  }
  for (const { body } of containers) {
    for (const [, one] of objectsOf(fieldOf(body, 'env')))
      hold(
        textOf(fieldOf(fieldOf(fieldOf(one, 'valueFrom'), 'secretKeyRef'), 'name')),
        'environment',
      );
    for (const [, one] of objectsOf(fieldOf(body, 'envFrom')))
      hold(textOf(fieldOf(fieldOf(one, 'secretRef'), 'name')), 'environment');
  }
  return [...words].slice(0, mostWords);
}
