import { CaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import type { ClusterObject } from '../ports.ts';
import type { Action } from './action.ts';
import { clusterOf, handleText, uidOf } from './cluster-object.ts';

/** Keeps new pods off a node; those that run there stay. */
export const cordonNode: Action = {
  kind: 'cordon-node',
  impact: 'disrupt',
  takesOut: false,
  afterCrash: 'finish',
  options: {},
  hold: ({ target }) => `cordon/${target.node ?? ''}`,
  outline: ({ target }, _facts, { cluster }) => ({
    steps: [`mark node ${target.node ?? '?'} as not for new pods`],
    undo: 'let pods come again, unless somebody else had cordoned it before',
    blastRadius: [{ label: 'pods', text: 'those that run go on; new ones must find other nodes' }],
    refusals: [
      ...(target.node === undefined ? ['no node is named'] : []),
      ...(cluster === undefined ? ['there is no cluster'] : []),
    ],
    instead: 'notify',
  }),
  async prepare({ request, ports, others }) {
    const object = nodeObject(request.target);
    const node = await clusterOf(ports).read(object);
    if (node === undefined)
      throw new CaissonError('input.not-found', `there is no node ${quote(object.name)}`);
    // Whoever cordoned first knows how it was.
    const was = others[0]?.handle['was'] ?? isCordoned(node);
    return { hold: `cordon/${object.name}`, uid: uidOf(node), was };
  },
  async run(handle, { request, ports }) {
    const patch = { metadata: { uid: handleText(handle, 'uid') }, spec: { unschedulable: true } };
    await clusterOf(ports).patch(nodeObject(request.target), patch);
    return {};
  },
  async undo(handle, { request, ports, others }) {
    if (handle['was'] === true || others.length > 0) return;
    const cluster = clusterOf(ports);
    const object = nodeObject(request.target);
    const node = await cluster.read(object);
    if (node === undefined || uidOf(node) !== handleText(handle, 'uid')) return;
    await cluster.patch(object, { spec: { unschedulable: null } });
  },
};

function nodeObject({ node }: ActionTarget): ClusterObject {
  if (node === undefined) throw new CaissonError('usage.invalid-argument', 'no node is named');
  return { apiVersion: 'v1', kind: 'Node', name: node };
}

function isCordoned(node: JsonObject): boolean {
  const spec: unknown = node['spec'];
  return isRecord(spec) && spec['unschedulable'] === true;
}
