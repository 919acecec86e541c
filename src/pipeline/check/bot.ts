import { contextPath } from '../github/context-path.ts';
import { evaluate } from '../github/evaluate.ts';
import {
  type BinaryNode,
  type CallNode,
  childrenOf,
  type ExpressionNode,
  ungrouped,
} from '../github/expression-node.ts';

/** A part of a condition that trusts the last actor because it is a bot. */
export interface BotTrust {
  readonly node: ExpressionNode;
  /** The context that is compared. */
  readonly context: ExpressionNode;
  /** Whether it compares numbers in place of names. */
  readonly byId: boolean;
  readonly bot: string;
}

const nameContexts = new Set([
  'github.actor',
  'github.triggering_actor',
  'github.event.sender.login',
  'github.event.pull_request.sender.login',
]);
const idContexts = new Set([
  'github.actor_id',
  'github.event.sender.id',
  'github.event.pull_request.sender.id',
]);

/** Account numbers of well-known bots. */
const botIds = new Set(['29110', '49699333', '27856297', '29139614', '41898282']);

/** All places of an expression that trust the last actor because it is a bot. */
export function botTrusts(node: ExpressionNode): readonly BotTrust[] {
  const here = node.kind === 'binary' ? ofComparison(node) : ofList(node);
  return here === undefined ? childrenOf(node).flatMap(botTrusts) : [here];
}

function ofComparison(node: BinaryNode): BotTrust | undefined {
  if (node.operator !== '==') return undefined;
  return (
    trustIn(node, ungrouped(node.left), node.right) ??
    trustIn(node, ungrouped(node.right), node.left)
  );
}

/** `contains(fromJSON('["dependabot[bot]"]'), github.actor)`. */
function ofList(node: ExpressionNode): BotTrust | undefined {
  if (node.kind !== 'call' || node.name.toLowerCase() !== 'contains') return undefined;
  const [list, context] = node.args;
  if (list === undefined || context === undefined) return undefined;
  const values = evaluate(list);
  const texts = Array.isArray(values) ? values.filter(isText) : [values].filter(isText);
  const bot = texts.find((text) => text.endsWith('[bot]'));
  return bot === undefined ? undefined : trustOf(node, context, bot);
}

function trustIn(
  node: BinaryNode,
  context: ExpressionNode,
  value: ExpressionNode,
): BotTrust | undefined {
  const constant = evaluate(value);
  if (typeof constant !== 'string' && typeof constant !== 'number') return undefined;
  const text = String(constant);
  return text.endsWith('[bot]') || botIds.has(text) ? trustOf(node, context, text) : undefined;
}

function trustOf(
  node: BinaryNode | CallNode,
  context: ExpressionNode,
  bot: string,
): BotTrust | undefined {
  const path = contextPath(context)?.join('.') ?? '';
  const byId = idContexts.has(path);
  if (byId ? !botIds.has(bot) : !nameContexts.has(path)) return undefined;
  return { node, context, byId, bot };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
