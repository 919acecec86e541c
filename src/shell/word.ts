import type { Word, WordPart } from 'unbash';
import type { ShellWord, Span, WordPiece } from './script.ts';

/** Values of variables that are certain at a point of the script. */
export type Constants = ReadonlyMap<string, string>;

/** The source a tree was made from; `origin` when its offsets are not those of the script (escaped backticks). */
export interface Origin {
  readonly text: string;
  readonly shift: number;
  readonly origin?: Span;
}

/** Offsets of a node in the script. */
export function spanOf(node: { readonly pos: number; readonly end: number }, from: Origin): Span {
  if (from.origin !== undefined) return from.origin;
  return { start: node.pos + from.shift, end: node.end + from.shift };
}

/** A word of the tree as pieces, with what is known of its value. */
export function toShellWord(word: Word, from: Origin, constants: Constants): ShellWord {
  const pieces = piecesOf(word, from);
  return wordOf(pieces, { ...spanOf(word, from), text: word.text }, constants);
}

/** Puts known variables into the pieces of a word. */
export function wordOf(
  pieces: readonly WordPiece[],
  { start, end, text }: Span & { readonly text: string },
  constants: Constants,
): ShellWord {
  let value = '';
  let dynamic = false;
  for (const piece of pieces) {
    const known = valueOf(piece, constants);
    value += known ?? (piece.kind === 'literal' ? piece.text : writtenOf(piece));
    if (known === undefined) dynamic = true;
  }
  const quoted = pieces.length > 0 && pieces.every((piece) => piece.quoted);
  return { start, end, text, value, dynamic, quoted, pieces };
}

/** What a piece stands for, when that is certain. A glob stays as it is written: a pattern. */
export function valueOf(piece: WordPiece, constants: Constants): string | undefined {
  if (piece.kind === 'literal' || piece.kind === 'glob' || piece.kind === 'brace')
    return piece.text;
  if (piece.kind !== 'variable') return undefined;
  const value = constants.get(piece.text);
  if (piece.operator === undefined) return value;
  if (/^:?[-=]$/.test(piece.operator) && value !== undefined && value !== '') return value;
  return undefined;
}

function writtenOf(piece: WordPiece): string {
  if (piece.kind !== 'variable') return piece.text;
  return `\${${piece.text}}`;
}

function piecesOf(word: Word, from: Origin): readonly WordPiece[] {
  const { parts } = word;
  if (parts !== undefined) return parts.flatMap((part) => pieceOf(part, from, false));
  const quoted = /^'[^']*'$/.test(word.text);
  return [{ kind: 'literal', text: word.value, quoted, ...spanOf(word, from) }];
}

const plainKinds: ReadonlyMap<string, WordPiece['kind']> = new Map([
  ['Glob', 'glob'],
  ['ExtendedGlob', 'glob'],
  ['BraceExpansion', 'brace'],
  ['ArithmeticExpansion', 'arithmetic'],
]);

function pieceOf(part: WordPart, from: Origin, quoted: boolean): readonly WordPiece[] {
  const span = spanOf(part, from);
  switch (part.type) {
    case 'Literal':
      return [{ kind: 'literal', text: part.value, quoted, ...span }];
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [{ kind: 'literal', text: part.value, quoted: true, ...span }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [{ kind: 'literal', text: '', quoted: true, ...span }]
        : part.parts.flatMap((inner) => pieceOf(inner, from, true));
    case 'SimpleExpansion':
      return [{ kind: 'variable', text: part.text.replace(/^\$/, ''), quoted, ...span }];
    case 'ParameterExpansion':
      return [parameterPiece(part, span, quoted)];
    default:
      return [{ kind: plainKinds.get(part.type) ?? 'command', text: part.text, quoted, ...span }];
  }
}

function parameterPiece(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  span: Span,
  quoted: boolean,
): WordPiece {
  const operation = part.operation;
  const operator = part.prefix ?? (part.index === undefined ? operation?.operator : '[');
  return {
    kind: 'variable',
    text: part.parameter,
    quoted,
    ...span,
    ...(operator !== undefined && { operator }),
    ...(operation !== undefined &&
      'operand' in operation &&
      operation.operand !== undefined && { operand: operation.operand.value }),
  };
}
