import type {
  AndOr,
  Case,
  CommandNode,
  CompoundCommand,
  CompoundList,
  For,
  Function as FunctionNode,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Select,
  Statement,
  TestExpression,
} from 'unbash';
import { maxNesting } from './limits.ts';
import { visitCommand, visitRedirect } from './walk-command.ts';
import {
  inSubshell,
  inside,
  noteExtension,
  placed,
  type WalkContext,
  type WalkState,
} from './walk-state.ts';
import { visitWord, type WordVisit } from './walk-word.ts';

/** Walks a script in the order of its text. */
export function walkScript(state: WalkState, script: ParsedScript, context: WalkContext): void {
  for (const { message, pos } of script.errors ?? [])
    state.errors.push({ message, at: placed({ pos, end: pos }, context).start });
  walkList(state, script.commands, context);
}

function walkList(state: WalkState, list: readonly Statement[], context: WalkContext): void {
  list.forEach((statement, index) => {
    const isLast = index === list.length - 1;
    const background = statement.background === true;
    const masked = context.masked || background || (!isLast && !state.errexit);
    walkNode(state, statement.command, {
      ...context,
      background: context.background || background,
      masked,
    });
  });
}

function walkNode(state: WalkState, node: PipelineNode | AndOr, context: WalkContext): void {
  if (context.depth > maxNesting) {
    state.partial = true;
    return;
  }
  if (node.type === 'AndOr') walkChain(state, node, context);
  else if (node.type === 'Pipeline') walkPipeline(state, node, context);
  else walkCommand(state, node, context);
}

function walkChain(state: WalkState, node: AndOr, context: WalkContext): void {
  const names = node.commands.map(nameOf);
  const { condition } = context;
  state.chains.push({
    operators: node.operators,
    commands: names,
    condition,
    ...placed(node, context),
  });
  const lastCatch = node.operators.findLastIndex(
    (operator, at) => operator === '||' && !endsScript(node.commands[at + 1]),
  );
  node.commands.forEach((command, index) => {
    const before = node.operators[index - 1];
    const after = node.operators[index];
    const next = names[index + 1];
    walkNode(state, command, {
      ...inside(context),
      masked: context.masked || index <= lastCatch,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(next !== undefined && next !== '' && { next }),
    });
  });
}

function walkPipeline(state: WalkState, node: Pipeline, context: WalkContext): void {
  const negated = context.negated || node.prefixes.some(({ type }) => type === 'Negation');
  const id = (state.pipelines += 1);
  const { length } = node.commands;
  node.operators.forEach((operator) => {
    if (operator === '|&') noteExtension(state, context, 'pipe-ampersand', node);
  });
  node.commands.forEach((command, index) => {
    const place = { ...context, negated, masked: context.masked || negated };
    walkCommand(state, command, { ...place, pipeline: { id, index, length } });
  });
}

function walkCommand(state: WalkState, node: CommandNode, context: WalkContext): void {
  const visit: WordVisit = { state, context, walk: walkScript };
  switch (node.type) {
    case 'Command':
      visitCommand(visit, node);
      return;
    case 'Function':
      walkFunction(state, node, context);
      return;
    case 'Coproc':
      noteExtension(state, context, 'coproc', node);
      walkBody(state, node.body, inside(context, { background: true }));
      return;
    case 'Redirected':
      walkCompound(state, node.command, context);
      for (const redirect of node.redirects) visitRedirect(visit, redirect);
      return;
    default:
      walkCompound(state, node, context);
  }
}

function walkBody(state: WalkState, body: CommandNode | CompoundList, context: WalkContext): void {
  if (body.type === 'CompoundList') walkList(state, body.commands, context);
  else walkCommand(state, body, context);
}

function walkFunction(state: WalkState, node: FunctionNode, context: WalkContext): void {
  const written = context.from.text.slice(node.pos, node.pos + 9);
  if (/^function\s/.test(written)) noteExtension(state, context, 'function-keyword', node);
  walkBody(state, node.body, inside(context, { inFunction: node.name.value }));
}

function walkCompound(state: WalkState, node: CompoundCommand, context: WalkContext): void {
  const visit: WordVisit = { state, context, walk: walkScript };
  const inner = inside(context);
  switch (node.type) {
    case 'Subshell':
      inSubshell(state, context, (sub) => walkList(state, node.body.commands, sub));
      return;
    case 'BraceGroup':
      walkList(state, node.body.commands, inner);
      return;
    case 'If':
      walkIf(state, node, inner);
      return;
    case 'While':
      walkList(state, node.clause.commands, {
        ...inner,
        condition: true,
        masked: true,
        loop: true,
      });
      walkList(state, node.body.commands, { ...inner, loop: true });
      return;
    case 'For':
    case 'Select':
      walkFor(visit, node, inner);
      return;
    case 'Case':
      walkCase(visit, node, inner);
      return;
    case 'TestCommand':
      noteExtension(state, context, 'double-bracket', node);
      walkTest(visit, node.expression, 0);
      return;
    case 'ArithmeticFor':
      noteExtension(state, context, 'arithmetic-for', node);
      walkList(state, node.body.commands, { ...inner, loop: true });
      return;
    default:
      noteExtension(state, context, 'arithmetic-command', node);
  }
}

function walkIf(state: WalkState, node: If, context: WalkContext): void {
  const condition = { ...context, condition: true, masked: true };
  const branch = { ...context, branch: true };
  walkList(state, node.clause.commands, condition);
  walkList(state, node.then.commands, branch);
  for (const part of node.elif) {
    walkList(state, part.clause.commands, { ...condition, branch: true });
    walkList(state, part.then.commands, branch);
  }
  if (node.else !== undefined) walkList(state, node.else.commands, branch);
}

function walkFor(visit: WordVisit, node: For | Select, context: WalkContext): void {
  const { state } = visit;
  if (node.type === 'Select') noteExtension(state, visit.context, 'select', node);
  for (const word of node.wordlist ?? []) visitWord(visit, word, 'list');
  const name = node.name.value;
  state.constants.delete(name);
  state.assignments.push({ name, by: 'loop', append: false, ...placed(node.name, visit.context) });
  walkList(state, node.body.commands, { ...context, loop: true });
}

function walkCase(visit: WordVisit, node: Case, context: WalkContext): void {
  visitWord(visit, node.word, 'test');
  for (const item of node.items) {
    for (const pattern of item.pattern) visitWord(visit, pattern, 'test');
    walkList(visit.state, item.body.commands, { ...context, branch: true });
  }
}

function walkTest(visit: WordVisit, node: TestExpression, depth: number): void {
  if (depth > maxNesting) return;
  switch (node.type) {
    case 'TestUnary':
      visitWord(visit, node.operand, 'test');
      return;
    case 'TestBinary':
      visitWord(visit, node.left, 'test');
      visitWord(visit, node.right, 'test');
      return;
    case 'TestLogical':
      for (const operand of node.operands) walkTest(visit, operand, depth + 1);
      return;
    case 'TestNot':
      walkTest(visit, node.operand, depth + 1);
      return;
    default:
      walkTest(visit, node.expression, depth + 1);
  }
}

function nameOf(node: PipelineNode): string {
  if (node.type === 'Command') return node.name?.value ?? '';
  if (node.type === 'Pipeline' && node.commands.length === 1)
    return nameOf(node.commands[0] ?? node);
  return '';
}

/** Whether a command after `||` still ends the script: `|| exit 1`, `|| { echo no; exit 1; }`. */
function endsScript(node: PipelineNode | undefined): boolean {
  if (node === undefined) return false;
  if (node.type === 'Command') return ['exit', 'return', 'false', 'die'].includes(nameOf(node));
  if (node.type !== 'BraceGroup' && node.type !== 'Subshell') return false;
  const last = node.body.commands.at(-1)?.command;
  return last !== undefined && last.type !== 'AndOr' && endsScript(last);
}
