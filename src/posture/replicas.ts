import type { ClusterView } from '#kube/view.ts';
import type { Fault } from '#model/fault.ts';

/**
 * Faults without those that objects only have because their controller has them: a Deployment, its ReplicaSets and all of their pods
 * are one fault, at the Deployment. What a controller does not have (a sidecar that was put into its pods) is told once for it.
 */
export function withoutReplicas(view: ClusterView, faults: readonly Fault[]): readonly Fault[] {
  const owners = faults.map((fault) => ownerOf(view, fault));
  const told = new Set<string>();
  for (const [at, fault] of faults.entries())
    if (owners[at] === undefined) told.add(keyOf(fault.object, fault.rule));
  return faults.filter((fault, at) => {
    const owner = owners[at];
    if (owner === undefined) return true;
    if (told.has(keyOf(owner, fault.rule))) return false;
    const once = `${keyOf(owner, fault.rule)}\n${fault.identity ?? ''}`;
    if (told.has(once)) return false;
    told.add(once);
    return true;
  });
}

type Named = NonNullable<Fault['object']>;

/** The controller above the object of a fault; `undefined` where it has none that is here. */
function ownerOf(view: ClusterView, { object }: Fault): Named | undefined {
  const found = object === undefined ? undefined : view.get(object);
  if (found === undefined) return undefined;
  const owner = view.topOwner(found);
  if (owner === found) return undefined;
  const { apiVersion, kind, name, namespace } = owner;
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

function keyOf(object: Named | undefined, rule: string): string {
  if (object === undefined) return rule;
  const { kind, namespace = '', name } = object;
  return `${rule}\n${kind}\n${namespace}\n${name}`;
}
