import { CaissonError } from '#kit/error.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Action, Work } from './action.ts';
import {
  clusterOf,
  handleMap,
  handleText,
  metaPatch,
  patchIfThere,
  podObject,
  readPod,
  textMapOf,
  uidOf,
} from './cluster-object.ts';
import { controllerReference } from './facts.ts';
import { podRefusals } from './pod.ts';
import { type Grip, keysToDrop, selectorKeys, serviceGrip } from './selectors.ts';

const isolatedLabel = 'caisson.dev/isolated';
/** Controllers that start another replica when a pod does not match any more. */
const replacing = new Set(['ReplicaSet', 'ReplicationController', 'DaemonSet']);

/** Changes the labels of a pod so that Services and its controller let it go: a clean replica starts, the suspect goes on. */
export const isolateService: Action = {
  kind: 'isolate-service',
  impact: 'contain',
  takesOut: false,
  afterCrash: 'finish',
  options: {},
  outline: (request, _facts, ports) => ({
    steps: [
      'take the pod out of its Services and from its controller by changing its labels',
      'the controller starts a clean replica',
    ],
    undo: 'labels as they were; the controller then ends one replica too many',
    blastRadius: [
      { label: 'requests', text: 'those under way go on, new ones go to other replicas' },
    ],
    refusals:
      request.target.container?.pod === undefined
        ? [
            'only pods can be taken out of their Services: publish the port of another replica by hand',
          ]
        : podRefusals(request, ports),
    instead: 'quarantine-network',
  }),
  async prepare(work) {
    const pod = await readPod(work.request.target, work.ports);
    const labels = textMapOf(pod, 'labels');
    const dropped = await droppedKeys(pod, labels, work);
    return {
      uid: uidOf(pod),
      before: Object.fromEntries(dropped.map((key) => [key, labels.get(key) ?? null])),
    };
  },
  async run(handle, { id, request, ports }) {
    const before = handleMap(handle, 'before');
    const gone = Object.fromEntries(Object.keys(before).map((key) => [key, null]));
    const patch = metaPatch(handleText(handle, 'uid'), {
      labels: { ...gone, [isolatedLabel]: id.toLowerCase().slice(0, 63) },
    });
    await clusterOf(ports).patch(podObject(request.target), patch);
    return { labels: Object.keys(before) };
  },
  async undo(handle, { request, ports }) {
    const labels = { ...handleMap(handle, 'before'), [isolatedLabel]: null };
    const uid = handleText(handle, 'uid');
    await patchIfThere(clusterOf(ports), podObject(request.target), uid, { labels });
  },
};

async function droppedKeys(
  pod: JsonObject,
  labels: ReadonlyMap<string, string>,
  { request, ports }: Work,
): Promise<readonly string[]> {
  const cluster = clusterOf(ports);
  const { namespace = 'default' } = podObject(request.target);
  const services = await cluster.list('v1', 'Service', namespace);
  const grips: Grip[] = services.flatMap((service) => {
    const keys = serviceGrip(service, labels);
    return keys === undefined ? [] : [{ name: 'Service', keys }];
  });
  const kept: string[] = [];
  const owner = controllerReference(pod);
  if (owner !== undefined) {
    const apiVersion = owner.kind === 'ReplicationController' ? 'v1' : 'apps/v1';
    const controller = await cluster.read({ apiVersion, ...owner, namespace });
    const keys = controller === undefined ? [] : selectorKeys(controller);
    // A StatefulSet cannot start another pod of that name: there the pod only leaves its Services.
    if (replacing.has(owner.kind)) grips.push({ name: owner.kind, keys });
    else kept.push(...keys);
  }
  const dropped = keysToDrop(grips, kept);
  if (dropped === undefined || dropped.length === 0)
    throw new CaissonError(
      'host.missing-feature',
      'no label of the pod can be changed so that its Services and its controller let it go',
    );
  return dropped;
}
