import type { Fix } from '#model/source-range.ts';
import { evaluate, textOfValue } from '../github/evaluate.ts';
import type { Expression } from '../github/expression.ts';
import { childrenOf, type ExpressionNode, ungrouped } from '../github/expression-node.ts';
import type { PipelineSubject, Reference } from '../model.ts';
import { editIn } from '../scalar-edit.ts';

/** A part of an expression that is known before anything runs. */
export interface ConstantPart {
  readonly expression: Expression;
  readonly node: ExpressionNode;
  /** What it gives, as text. */
  readonly text: string;
}

type Part = Omit<ConstantPart, 'expression'>;

/** The largest constant parts of all expressions: all of one even if it is only a literal, else those that are more than one. */
export function constantParts({ github }: PipelineSubject): readonly ConstantPart[] {
  const fenced = github?.expressions.filter(({ bare }) => !bare) ?? [];
  return fenced.flatMap((expression) =>
    partsOf(expression).map((part) => ({ ...part, expression })),
  );
}

function partsOf({ tree }: Expression): readonly Part[] {
  if (tree === undefined) return [];
  const whole = isFolded(tree) ? evaluate(tree) : undefined;
  if (whole !== undefined) return [{ node: tree, text: textOfValue(whole) }];
  return partsBelow(tree);
}

function partsBelow(node: ExpressionNode): readonly Part[] {
  return childrenOf(node).flatMap((child) => {
    const inner = ungrouped(child);
    const value = inner.kind !== 'literal' && isFolded(inner) ? evaluate(inner) : undefined;
    return value === undefined ? partsBelow(child) : [{ node: child, text: textOfValue(value) }];
  });
}

/** Literals and what is made of literals only; `fromJSON` is the only way to write lists, so it is left alone. */
function isFolded(node: ExpressionNode): boolean {
  const inner = ungrouped(node);
  if (inner.kind === 'literal') return true;
  if (inner.kind === 'call' && inner.name.toLowerCase() === 'fromjson')
    return isRoundTrip(inner.args);
  if (inner.kind !== 'call' && inner.kind !== 'binary' && inner.kind !== 'not') return false;
  return childrenOf(inner).every(isFolded);
}

/** `fromJSON(toJSON(…))` of a literal. */
function isRoundTrip([only]: readonly ExpressionNode[]): boolean {
  const inner = only && ungrouped(only);
  return (
    inner?.kind === 'call' && inner.name.toLowerCase() === 'tojson' && inner.args.every(isFolded)
  );
}

/** Writes the result in place of a whole expression. */
export function constantFix(
  { scalar, start, end, tree }: Expression,
  node: ExpressionNode,
  text: string,
): readonly Fix[] {
  if (node !== tree || !/^[\w./@ -]*$/.test(text)) return [];
  const all = start === 0 && end === scalar.text.length;
  if (all && (text === '' || scalar.style !== 'plain')) return [];
  return [
    { title: 'write the result', safety: 'review', edits: [editIn(scalar, start, end, text)] },
  ];
}

/** The reference without `.`, `..` and empty segments; `undefined` when there are none. */
export function plainUses({ source, version }: Reference): string | undefined {
  const [owner = '', repository = '', ...path] = source.split('/');
  if (!path.some((part) => part === '' || part === '.' || part === '..')) return undefined;
  const kept: string[] = [];
  for (const part of path) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `${[owner, repository, ...kept].join('/')}${version === undefined ? '' : `@${version}`}`;
}

/** Writes a reference anew. */
export function usesEdit({ text }: Reference, plain: string): readonly Fix[] {
  const { node, value } = text;
  if (node === undefined) return [];
  return [
    { title: `write ${plain}`, safety: 'safe', edits: [editIn(node, 0, value.length, plain)] },
  ];
}
