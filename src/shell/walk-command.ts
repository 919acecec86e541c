import type { Command, CommandArgument, Redirection } from 'unbash';
import { expandWords } from './expand.ts';
import { maxCommands } from './limits.ts';
import { visitNested } from './nested.ts';
import type { ShellAssignment, ShellCommand, ShellRedirect, ShellWord } from './script.ts';
import { noteExtension, placed, type WalkContext, type WalkState } from './walk-state.ts';
import {
  setVariable,
  visitAssignment,
  visitParts,
  visitWord,
  type WordVisit,
} from './walk-word.ts';
import { commandName, unwrap } from './wrapper.ts';

const declarations = new Set(['export', 'local', 'readonly', 'declare', 'typeset']);

/** Reads a simple command and what it does to the state of the shell. */
export function visitCommand(visit: WordVisit, node: Command): void {
  const { state, context } = visit;
  if (state.commands.length >= maxCommands) {
    state.partial = true;
    return;
  }
  const isBare = node.name === undefined;
  const assignments: ShellAssignment[] = [];
  for (const item of node.prefix)
    if (item.type === 'Assignment')
      assignments.push(visitAssignment(visit, item, isBare ? 'plain' : 'prefix'));
  const words = wordsOf(visit, node, assignments);
  const redirects = node.redirects.map((redirect) => visitRedirect(visit, redirect));
  const expanded = unwrap(expandWords(words, state.constants));
  const command: ShellCommand = {
    name: commandName(expanded.argv[0]),
    argv: expanded.argv,
    wrappers: expanded.wrappers,
    words,
    assignments,
    redirects,
    ...placeOf(state, context),
    ...placed(node, context),
  };
  state.commands.push(command);
  applyOptions(state, command);
  applyRead(visit, command);
  visitNested(visit, command);
}

/** Reads a redirection, the text of a here-document included. */
export function visitRedirect(visit: WordVisit, node: Redirection): ShellRedirect {
  const { state, context } = visit;
  const base = { operator: node.operator, ...placed(node, context) };
  if (node.type === 'HereDoc') {
    if (node.body.parts !== undefined) visitParts(visit, node.body.parts);
    return { ...base, body: node.body.text, bodySpan: placed(node.body, context) };
  }
  if (node.type === 'HereString') noteExtension(state, context, 'here-string', node);
  if (node.operator.startsWith('&>')) noteExtension(state, context, 'ampersand-redirect', node);
  if (node.target === undefined) return base;
  const target = visitWord(visit, node.target, 'redirect');
  return {
    ...base,
    target,
    ...(node.type === 'HereString' && { body: target.value }),
  };
}

function wordsOf(
  visit: WordVisit,
  node: Command,
  assignments: ShellAssignment[],
): readonly ShellWord[] {
  if (node.name === undefined) return [];
  const name = visitWord(visit, node.name, 'command');
  const words = [name];
  for (const item of node.suffix) {
    if (item.type === 'Word') words.push(visitWord(visit, item, 'argument'));
    else if (item.type === 'Assignment') words.push(declared(visit, item, name.value, assignments));
  }
  return words;
}

/** `name=value` after a command: a declaration for `export` and its like, else just an argument. */
function declared(
  visit: WordVisit,
  node: Extract<CommandArgument, { type: 'Assignment' }>,
  command: string,
  assignments: ShellAssignment[],
): ShellWord {
  const made = visitAssignment(visit, node, 'declaration', command);
  if (declarations.has(command)) assignments.push(made);
  const span = placed(node, visit.context);
  const prefix = `${made.name}${made.append ? '+=' : '='}`;
  const literal = { kind: 'literal', text: prefix, quoted: false, ...span } as const;
  return {
    ...span,
    text: node.text,
    value: prefix + (made.word?.value ?? ''),
    dynamic: made.word?.dynamic ?? true,
    quoted: false,
    pieces: [literal, ...(made.word?.pieces ?? [])],
  };
}

type Place = Omit<
  ShellCommand,
  'name' | 'argv' | 'words' | 'wrappers' | 'assignments' | 'redirects' | 'start' | 'end'
>;

function placeOf(state: WalkState, context: WalkContext): Place {
  const pipeline = context.pipeline ?? { id: (state.pipelines += 1), index: 0, length: 1 };
  const isCut = pipeline.index < pipeline.length - 1 && !state.pipefail;
  return {
    pipeline,
    ...(context.before !== undefined && { before: context.before }),
    ...(context.after !== undefined && { after: context.after }),
    ...(context.next !== undefined && { next: context.next }),
    ...(context.inFunction !== undefined && { inFunction: context.inFunction }),
    background: context.background,
    negated: context.negated,
    condition: context.condition,
    loop: context.loop,
    branch: context.branch,
    subshell: context.subshell,
    scope: context.scope,
    substitution: context.substitution,
    errexit: state.errexit,
    pipefail: state.pipefail,
    masked: context.masked || isCut,
  };
}

/** `set -euo pipefail` and the like. */
function applyOptions(state: WalkState, { name, argv }: ShellCommand): void {
  if (name !== 'set') return;
  let index = 1;
  while (index < argv.length) {
    const word = argv[index]?.value ?? '';
    if (!/^[-+][A-Za-z]/.test(word)) return;
    const isOn = word.startsWith('-');
    if (word.includes('e')) state.errexit = isOn;
    if (word.includes('o')) {
      index += 1;
      applyNamed(state, argv[index]?.value, isOn);
    }
    index += 1;
  }
}

function applyNamed(state: WalkState, option: string | undefined, isOn: boolean): void {
  if (option === 'pipefail') state.pipefail = isOn;
  if (option === 'errexit') state.errexit = isOn;
}

/** Variables that a command sets by name: `read a b`, `export a`, `getopts`, `unset`. */
function applyRead(visit: WordVisit, { name, argv }: ShellCommand): void {
  if (!['read', 'mapfile', 'readarray', 'getopts', 'unset', 'printf'].includes(name)) return;
  const names = name === 'printf' ? (argv[1]?.value === '-v' ? [argv[2]] : []) : argv.slice(1);
  for (const word of names) {
    if (word === undefined || !/^[A-Za-z_]\w*$/.test(word.value)) continue;
    const { start, end } = word;
    const assignment = { name: word.value, by: 'read', append: false, start, end } as const;
    if (name !== 'unset') visit.state.assignments.push(assignment);
    setVariable(visit, assignment);
  }
}
