import type { ArrayValue, Assignment, ParsedScript, Word, WordPart } from 'unbash';
import { maxNesting } from './limits.ts';
import type { Extension, ShellAssignment, ShellWord, VariableUse, WordPiece } from './script.ts';
import {
  inSubshell,
  noteExtension,
  placed,
  type WalkContext,
  type WalkState,
} from './walk-state.ts';
import { type Origin, spanOf, toShellWord } from './word.ts';

/** Walks a script found inside another one. */
type WalkScript = (state: WalkState, script: ParsedScript, context: WalkContext) => void;

/** The surroundings of a word. */
export interface WordVisit {
  readonly state: WalkState;
  readonly context: WalkContext;
  readonly walk: WalkScript;
}

/** Reads a word: its value, the variables it uses, the scripts substituted into it. */
export function visitWord(visit: WordVisit, word: Word, role: VariableUse['role']): ShellWord {
  const { state, context } = visit;
  for (const part of word.parts ?? []) visitPart(visit, part, role);
  const made = toShellWord(word, context.from, state.constants);
  for (const piece of made.pieces) noteUse(state, piece, role);
  return made;
}

/** Reads the parts of a here-document. */
export function visitParts(visit: WordVisit, parts: readonly WordPart[]): void {
  for (const part of parts) {
    visitPart(visit, part, 'heredoc');
    if (part.type !== 'SimpleExpansion' && part.type !== 'ParameterExpansion') continue;
    const name = part.type === 'SimpleExpansion' ? part.text.slice(1) : part.parameter;
    const span = placed(part, visit.context);
    visit.state.uses.push({ name, quoted: true, role: 'heredoc', ...span });
  }
}

/** Reads an assignment; its value becomes known where that is certain. */
export function visitAssignment(
  visit: WordVisit,
  node: Assignment,
  by: ShellAssignment['by'],
  command?: string,
): ShellAssignment {
  const { state, context } = visit;
  const append = node.append === true;
  if (append) noteExtension(state, context, 'append', node);
  const word = isArray(node.value)
    ? visitArray(visit, node)
    : visitWord(visit, node.value, 'assignment');
  const assignment: ShellAssignment = {
    name: node.name,
    by,
    append,
    ...(word !== undefined && { word }),
    ...(command !== undefined && { command }),
    ...placed(node, context),
  };
  state.assignments.push(assignment);
  if (by !== 'prefix') setVariable(visit, assignment);
  return assignment;
}

/** Remembers or forgets the value of a variable. */
export function setVariable(
  { state, context }: Pick<WordVisit, 'state' | 'context'>,
  assignment: ShellAssignment,
): void {
  const { name, word, append } = assignment;
  const isSure = !context.branch && !context.loop && context.inFunction === undefined;
  const known = word !== undefined && !word.dynamic && isSure;
  const before = append ? state.constants.get(name) : '';
  if (known && before !== undefined && before.length + word.value.length <= 16_384)
    state.constants.set(name, before + word.value);
  else state.constants.delete(name);
}

function visitArray(visit: WordVisit, node: Assignment): undefined {
  noteExtension(visit.state, visit.context, 'array', node);
  if (!isArray(node.value)) return undefined;
  for (const element of node.value.elements) visitWord(visit, element, 'assignment');
  return undefined;
}

function isArray(value: Word | ArrayValue): value is ArrayValue {
  return value.type === 'ArrayValue';
}

function noteUse(state: WalkState, piece: WordPiece, role: VariableUse['role']): void {
  if (piece.kind !== 'variable') return;
  const constant = state.constants.get(piece.text);
  state.uses.push({
    name: piece.text,
    quoted: piece.quoted,
    role,
    start: piece.start,
    end: piece.end,
    ...(piece.operator !== undefined && { operator: piece.operator }),
    ...(constant !== undefined && { constant }),
  });
}

const extensions: ReadonlyMap<string, Extension['kind']> = new Map([
  ['LocaleString', 'locale-quote'],
  ['ProcessSubstitution', 'process-substitution'],
  ['AnsiCQuoted', 'ansi-quote'],
  ['BraceExpansion', 'brace-expansion'],
  ['ExtendedGlob', 'extended-glob'],
]);

function visitPart(visit: WordVisit, part: WordPart, role: VariableUse['role']): void {
  const extension = extensions.get(part.type);
  if (extension !== undefined) noteExtension(visit.state, visit.context, extension, part);
  switch (part.type) {
    case 'DoubleQuoted':
    case 'LocaleString':
      for (const inner of part.parts) visitPart(visit, inner, role);
      return;
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      visitSubstitution(visit, part);
      return;
    case 'ParameterExpansion':
      visitParameter(visit, part);
      return;
    default:
  }
}

function visitSubstitution(
  { state, context, walk }: WordVisit,
  part: { readonly script: ParsedScript | undefined; readonly pos: number; readonly end: number },
): void {
  if (context.depth > maxNesting) {
    state.partial = true;
    return;
  }
  const { script } = part;
  if (script === undefined) return;
  const from: Origin =
    script.source === undefined
      ? context.from
      : { text: script.source, shift: 0, origin: spanOf(part, context.from) };
  inSubshell(state, context, (inner) => {
    walk(state, script, { ...inner, from, substitution: true, negated: false, masked: false });
  });
}

const bashOperations: ReadonlyMap<string, 'substring' | 'replace' | 'case-modification'> = new Map([
  ['Slice', 'substring'],
  ['Replace', 'replace'],
  ['CaseModification', 'case-modification'],
]);

function visitParameter(
  visit: WordVisit,
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
): void {
  const { state, context } = visit;
  const kind = bashOperations.get(part.operation?.type ?? '');
  if (kind !== undefined) noteExtension(state, context, kind, part);
  if (part.prefix === '!') noteExtension(state, context, 'indirection', part);
  if (part.index !== undefined) noteExtension(state, context, 'array', part);
  for (const inner of operandParts(part)) visitPart(visit, inner, 'argument');
}

function operandParts({
  operation,
}: Extract<WordPart, { type: 'ParameterExpansion' }>): readonly WordPart[] {
  return operation !== undefined && 'operand' in operation ? (operation.operand?.parts ?? []) : [];
}
