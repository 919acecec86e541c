import { type ExpressionNode, ungrouped } from './expression-node.ts';

/** Stands in a path for `*`, for numbers and for indexes that are computed. */
export const anyMember = '*';

/**
 * The members that a context expression walks through, in lower case: `github.event['Issue'].title` is
 * `['github', 'event', 'issue', 'title']`. `undefined` when it does not start at a context.
 */
export function contextPath(node: ExpressionNode): readonly string[] | undefined {
  const members: string[] = [];
  let at: ExpressionNode = node;
  for (;;) {
    const inner = ungrouped(at);
    if (inner.kind === 'name') return [inner.name.toLowerCase(), ...members.reverse()];
    const member = memberOf(inner);
    if (member === undefined) return undefined;
    members.push(member.name);
    at = member.object;
  }
}

function memberOf(
  node: ExpressionNode,
): { readonly name: string; readonly object: ExpressionNode } | undefined {
  switch (node.kind) {
    case 'property':
      return { name: node.name.toLowerCase(), object: node.object };
    case 'star':
      return { name: anyMember, object: node.object };
    case 'index': {
      const index = ungrouped(node.index);
      const literal = index.kind === 'literal' && typeof index.value === 'string';
      return { name: literal ? String(index.value).toLowerCase() : anyMember, object: node.object };
    }
    default:
      return undefined;
  }
}
