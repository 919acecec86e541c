import type { AnswerOf } from '#wire/routes.ts';

/** The map as the server answers it. */
export type NetworkMap = AnswerOf<'readMap'>;
export type MapNode = NetworkMap['nodes'][number];
export type MapEdge = NetworkMap['edges'][number];

/** How the basis of an edge is said. */
export const basisWords: Readonly<Record<string, string>> = {
  observed: 'seen, not allowed by a policy that is known',
  allowed: 'allowed, never seen',
  both: 'seen and allowed',
};

/** How a box is called. */
export function kindWord(node: MapNode): string {
  switch (node.kind) {
    case 'internet':
      return 'outside';
    case 'address':
      return 'addresses';
    default:
      return node.members > 1 ? `${node.kind} of ${node.members}` : node.kind;
  }
}

/** Whether a box can be opened into what it gathers. */
export function canExpand(node: MapNode): boolean {
  return node.kind === 'cluster' || node.kind === 'namespace' || node.kind === 'application';
}
