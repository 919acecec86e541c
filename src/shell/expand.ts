import { maxConstant, maxWords } from './limits.ts';
import type { ShellWord, WordPiece } from './script.ts';
import { type Constants, valueOf, wordOf } from './word.ts';

/**
 * The words that the shell makes of the written ones: `{a,b}` is multiplied out, and a known variable outside quotes is split
 * at blanks. All words that come of one written word share its place.
 */
export function expandWords(
  words: readonly ShellWord[],
  constants: Constants,
): readonly ShellWord[] {
  const out: ShellWord[] = [];
  for (const word of words) {
    for (const made of expandWord(word, constants)) {
      if (out.length >= maxWords) return out;
      out.push(made);
    }
  }
  return out;
}

function expandWord(word: ShellWord, constants: Constants): readonly ShellWord[] {
  const splits = word.pieces.some(
    (piece) =>
      piece.kind === 'brace' ||
      (piece.kind === 'variable' &&
        !piece.quoted &&
        /\s|^$/.test(valueOf(piece, constants) ?? 'x')),
  );
  return splits ? multiply(word, constants) : [word];
}

/** The alternatives of each piece, combined; a blank in an unquoted value starts a new word. */
function multiply(word: ShellWord, constants: Constants): readonly ShellWord[] {
  let rows: readonly (readonly WordPiece[])[] = [[]];
  for (const piece of word.pieces) {
    const choices = piece.kind === 'brace' ? alternatives(piece) : [piece];
    if (rows.length * choices.length > maxWords) return [word];
    rows = rows.flatMap((row) => choices.map((choice) => [...row, choice]));
  }
  return rows.flatMap((row) => splitRow(row, word, constants));
}

function splitRow(
  row: readonly WordPiece[],
  { start, end, text }: ShellWord,
  constants: Constants,
): readonly ShellWord[] {
  const fields: WordPiece[][] = [[]];
  for (const piece of row) appendPiece(fields, piece, constants);
  return fields
    .filter((field) => field.length > 0)
    .map((field) => wordOf(field, { start, end, text }, constants));
}

function appendPiece(fields: WordPiece[][], piece: WordPiece, constants: Constants): void {
  const value = valueOf(piece, constants);
  if (piece.kind !== 'variable' || piece.quoted || value === undefined) {
    fields.at(-1)?.push(piece);
    return;
  }
  const [first = '', ...rest] = value.slice(0, maxConstant).split(/\s+/);
  if (first !== '') fields.at(-1)?.push({ ...piece, kind: 'literal', text: first });
  for (const text of rest) fields.push(text === '' ? [] : [{ ...piece, kind: 'literal', text }]);
}

/** `{a,b}` as its alternatives; ranges and nested braces stay as they are. */
function alternatives(piece: WordPiece): readonly WordPiece[] {
  const inner = piece.text.slice(1, -1);
  if (/[{}"'$`\\]/.test(inner) || !inner.includes(',')) return [piece];
  return inner.split(',').map((text) => ({ ...piece, kind: 'literal', text }));
}
