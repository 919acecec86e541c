import type { Ast } from './ast.ts';
import type { Checked } from './check.ts';
import { childrenOf } from './tree.ts';

/** A variable that an expression reads, and how far into it: `object`, `['spec', 'containers']`. */
export interface Reading {
  readonly variable: string;
  readonly path: readonly string[];
}

/** Every variable with the fields that are read of it, each once. */
export function readingsOf(ast: Ast, { references }: Checked): readonly Reading[] {
  const found = new Map<string, Reading>();
  function visit(node: Ast): void {
    const reading = readingOf(node, references);
    if (reading !== undefined) {
      found.set(JSON.stringify([reading.variable, ...reading.path]), reading);
      return;
    }
    for (const child of childrenOf(node)) visit(child);
  }
  visit(ast);
  return [...found.values()];
}

function readingOf(node: Ast, references: Checked['references']): Reading | undefined {
  const path: string[] = [];
  let part = node;
  for (;;) {
    const reference = references.get(part);
    if (reference?.type === 'variable') return { variable: reference.name, path: path.reverse() };
    const step = stepOf(part);
    if (step === undefined) return undefined;
    path.push(step.field);
    part = step.operand;
  }
}

const steps: ReadonlySet<string> = new Set(['_[_]', '_[?_]', '_?._']);

function stepOf(node: Ast): { readonly operand: Ast; readonly field: string } | undefined {
  if (node.type === 'select') return node;
  if (node.type !== 'call' || !steps.has(node.name)) return undefined;
  const [operand, index] = node.args;
  if (operand === undefined || index?.type !== 'constant') return undefined;
  return typeof index.value === 'string' ? { operand, field: index.value } : undefined;
}
