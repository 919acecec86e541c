import type { TalkingWorkload } from './talk.ts';

/** A box of the map: a workload, or what several are gathered into. */
export interface Box {
  readonly id: string;
  readonly kind: 'cluster' | 'namespace' | 'application' | 'workload';
  readonly label: string;
  readonly members: readonly TalkingWorkload[];
}

/** Ids of groups in one text: names are escaped, so that a comma in one is no separator. */
function groupId(kind: string, ...names: readonly string[]): string {
  return [kind, ...names.map((name) => encodeURIComponent(name.toWellFormed()))].join(':');
}

/** What `expand` names. */
export function parseExpand(text: string | undefined): ReadonlySet<string> {
  return new Set((text ?? '').split(',').filter((part) => part !== ''));
}

/**
 * The boxes to show: at most about `most`. Groups named in `wanted` are opened; then all clusters, all namespaces and all applications, each level
 * only where everything of it still fits.
 */
export function boxesOf(
  workloads: readonly TalkingWorkload[],
  wanted: ReadonlySet<string>,
  most: number,
): readonly Box[] {
  const chains = chainsOf(workloads);
  let open = new Set(wanted);
  let boxes = gather(chains, open);
  for (const level of ['cluster', 'namespace', 'application']) {
    const next = new Set(open);
    for (const { id, kind } of boxes) if (kind === level) next.add(id);
    const more = gather(chains, next);
    if (more.length > most) break;
    open = next;
    boxes = more;
  }
  return boxes;
}

interface Step {
  readonly id: string;
  readonly kind: Box['kind'];
  readonly label: string;
}

interface Chain {
  readonly workload: TalkingWorkload;
  readonly steps: readonly Step[];
}

/** Outermost first; the last is the workload itself. */
function chainsOf(workloads: readonly TalkingWorkload[]): readonly Chain[] {
  const sizes = new Map<string, number>();
  for (const workload of workloads) {
    const id = applicationId(workload);
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  return workloads.map((workload) => {
    const { cluster, namespace, name } = workload;
    const application = applicationId(workload);
    const steps: Step[] = [
      { id: groupId('cluster', cluster), kind: 'cluster', label: cluster || 'no cluster' },
    ];
    if (namespace !== '')
      steps.push({
        id: groupId('namespace', cluster, namespace),
        kind: 'namespace',
        label: namespace,
      });
    if ((sizes.get(application) ?? 0) > 1)
      steps.push({ id: application, kind: 'application', label: applicationOf(name) });
    steps.push({ id: `workload:${workload.id}`, kind: 'workload', label: name });
    return { workload, steps };
  });
}

function applicationId({ cluster, namespace, name }: TalkingWorkload): string {
  return groupId('application', cluster, namespace, applicationOf(name));
}

/** `shop-frontend` and `shop-cart` are of one application. */
function applicationOf(name: string): string {
  const [first = name] = name.split(/[-_.]/u, 1);
  return first === '' ? name : first;
}

function gather(chains: readonly Chain[], open: ReadonlySet<string>): readonly Box[] {
  const boxes = new Map<string, { readonly step: Step; readonly members: TalkingWorkload[] }>();
  for (const { workload, steps } of chains) {
    const step = steps.find(({ id, kind }) => kind === 'workload' || !open.has(id));
    if (step === undefined) continue;
    const box = boxes.get(step.id) ?? { step, members: [] };
    box.members.push(workload);
    boxes.set(step.id, box);
  }
  return [...boxes.values()].map(({ step, members }) => ({ ...step, members }));
}
