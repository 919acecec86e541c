import { char } from './character.ts';
import { flowLeaf, isReserved, startsLeaf } from './flow.ts';
import type { YamlNode } from './node.ts';
import { plainLine, plainStop, trimmedEnd } from './plain-scalar.ts';
import { emptyNode, scalarNode } from './property.ts';
import type { Reader } from './reader.ts';

/** The first key of a map, or a key of it; `undefined` when no key stands there. Afterwards the reader is at its colon. */
export function implicitKey(reader: Reader, indent: number): YamlNode | undefined {
  if (reader.isIndicator(char.colon)) return emptyNode(reader, reader.pos);
  const { pos } = reader;
  const code = reader.code();
  if (startsLeaf(code)) {
    const line = reader.line;
    const leaf = leafOf(reader, indent);
    if (!atKeyColon(reader)) return undefined;
    if (line !== reader.line) reader.problem('a key is over several lines', pos, reader.pos);
    return leaf;
  }
  const stop = plainStop(reader, pos, false);
  if (stop >= reader.lineEnd || reader.text.charCodeAt(stop) !== char.colon) return undefined;
  if (isReserved(code)) reader.problem('text cannot begin so without quotes', pos, pos + 1);
  return scalarNode(reader, plainLine(reader, stop));
}

/** Reads a leaf; when a flow collection in it was given up, reading goes on where its last token ends. */
export function leafOf(reader: Reader, indent: number): YamlNode {
  const leaf = flowLeaf(reader, indent, false);
  if (!reader.broken) return leaf;
  reader.broken = false;
  const end = reader.lastEnd;
  reader.toLine(reader.source.lineOf(end));
  reader.pos = end;
  return leaf;
}

/** Goes over blanks; whether the colon of a key follows. */
export function atKeyColon(reader: Reader): boolean {
  reader.skipBlanks();
  return reader.isIndicator(char.colon);
}

/** Passes the rest of the line, which is a problem unless it is a comment. */
export function endLine(reader: Reader): void {
  if (reader.atLineEnd()) return;
  reader.problemHere('text stands behind a value');
  reader.pos = reader.lineEnd;
}

/** Where the comment of the line begins, without blanks before it. */
export function commentStart(reader: Reader): number {
  for (let at = reader.pos + 1; at < reader.lineEnd; at += 1) {
    const isComment = reader.text.charCodeAt(at) === char.hash && reader.isBlankAt(at - 1);
    if (isComment) return trimmedEnd(reader.text, reader.pos, at);
  }
  return reader.lineEnd;
}
