import type { JsonObject } from '#model/json-value.ts';
import type { ActionRequest } from '#model/response.ts';
import type { ResponsePorts } from '../ports.ts';
import type { Action } from './action.ts';
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
import { countIn } from './options.ts';

/** Marks a pod, so that people and policies see it. */
export const labelPod: Action = {
  kind: 'label-pod',
  impact: 'observe',
  takesOut: false,
  afterCrash: 'finish',
  options: { labels: 'labels', annotations: 'labels' },
  outline: (request, _facts, ports) => ({
    steps: Object.entries(wantedLabels(request)).map(
      ([key, text]) => `label ${key}=${JSON.stringify(text)}`,
    ),
    undo: 'labels as they were before',
    refusals: podRefusals(request, ports),
  }),
  async prepare({ request, ports }) {
    const pod = await readPod(request.target, ports);
    const [labels, annotations] = [textMapOf(pod, 'labels'), textMapOf(pod, 'annotations')];
    return {
      uid: uidOf(pod),
      labels: before(wantedLabels(request), labels),
      annotations: before(handleMap(request.options, 'annotations'), annotations),
    };
  },
  async run(handle, { request, ports }) {
    const annotations = handleMap(request.options, 'annotations');
    const patch = metaPatch(handleText(handle, 'uid'), {
      labels: wantedLabels(request),
      annotations,
    });
    await clusterOf(ports).patch(podObject(request.target), patch);
    return {};
  },
  async undo(handle, { request, ports }) {
    const members = {
      labels: handleMap(handle, 'labels'),
      annotations: handleMap(handle, 'annotations'),
    };
    const uid = handleText(handle, 'uid');
    await patchIfThere(clusterOf(ports), podObject(request.target), uid, members);
  },
};

/** Lets the cluster replace a pod by a clean one. */
export const deletePod: Action = {
  kind: 'delete-pod',
  impact: 'disrupt',
  takesOut: true,
  afterCrash: 'finish',
  options: { graceSeconds: 'count' },
  outline: (request, _facts, ports) => ({
    steps: ['delete the pod; its controller starts a clean one'],
    blastRadius: [{ label: 'pod', text: 'all of its containers end' }],
    refusals: podRefusals(request, ports),
    instead: 'isolate-service',
  }),
  async prepare({ request, ports }) {
    return { uid: uidOf(await readPod(request.target, ports)) };
  },
  async run(handle, { request, ports }) {
    const graceSeconds = countIn(request.options, 'graceSeconds');
    await clusterOf(ports).delete(podObject(request.target), {
      uid: handleText(handle, 'uid'),
      ...(graceSeconds !== undefined && { graceSeconds }),
    });
    return {};
  },
};

/** Why an action on a pod cannot be done here. */
export function podRefusals(
  { target }: ActionRequest,
  { cluster }: ResponsePorts,
): readonly string[] {
  const refusals: string[] = [];
  if (target.container?.pod === undefined) refusals.push('the target is no container of a pod');
  if (cluster === undefined) refusals.push('there is no cluster');
  return refusals;
}

function wantedLabels({ options, incident }: ActionRequest): JsonObject {
  const labels = handleMap(options, 'labels');
  if (Object.keys(labels).length > 0 || options['annotations'] !== undefined) return labels;
  return { 'caisson.dev/incident': (incident ?? 'open').toLowerCase().slice(0, 63) };
}

/** What the keys of `wanted` are now: null where they are not there. */
function before(wanted: JsonObject, now: ReadonlyMap<string, string>): JsonObject {
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, now.get(key) ?? null]));
}
