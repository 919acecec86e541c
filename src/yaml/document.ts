import { CaissonError } from '#kit/error.ts';
import { blockNode, type Position } from './block.ts';
import { char } from './character.ts';
import type { YamlLimits } from './limits.ts';
import type { YamlDocument, YamlNode } from './node.ts';
import type { Reader } from './reader.ts';

/** All documents of the text (YAML 1.2.2, chapter 9), each read when it is asked for. */
export function* readDocuments(reader: Reader, limits: YamlLimits): Generator<YamlDocument> {
  let count = 0;
  /** `%` begins a directive at the start and behind `...`. */
  let mayDirect = true;
  for (;;) {
    const start = documentStart(reader, mayDirect);
    if (start === 'end') return;
    if (start !== 'none') {
      count += 1;
      if (count > limits.maxDocuments)
        throw new CaissonError('limit.entries', 'the YAML has too many documents');
      yield readDocument(reader, start === 'marked');
    }
    mayDirect = passEnd(reader);
  }
}

/** Goes to the next document: one behind `---`, one without, none before a `...`, or the end of the text. */
function documentStart(reader: Reader, mayDirect: boolean): 'marked' | 'bare' | 'none' | 'end' {
  skipMarks(reader);
  const hasDirectives = mayDirect && readDirectives(reader);
  const isBare = reader.toContent();
  const isMarked = !isBare && reader.code() === char.dash;
  if (hasDirectives && !isMarked) reader.problem('directives without a document', reader.pos);
  if (isMarked) return 'marked';
  if (isBare) return 'bare';
  return Number.isNaN(reader.code()) ? 'end' : 'none';
}

function readDocument(reader: Reader, isMarked: boolean): YamlDocument {
  const start = reader.pos;
  if (isMarked) {
    reader.pos += 3;
    reader.lastEnd = reader.pos;
  }
  reader.anchors.clear();
  const root = readRoot(reader, isMarked ? 'start' : 'root');
  reader.handles.clear();
  const range = reader.source.range(start, reader.lastEnd);
  return root === undefined ? { range } : { root, range };
}

/** The value of the document. Of what follows it, a block collection takes the place of a scalar. */
function readRoot(reader: Reader, position: Position): YamlNode | undefined {
  const home = reader.line;
  if (!reader.toContent()) return undefined;
  let root = blockNode(reader, -1, reader.line === home ? position : 'root');
  while (reader.toContent()) {
    reader.problemHere('text stands behind the value of the document');
    const { pos } = reader;
    const next = blockNode(reader, -1, 'root');
    if (isBlock(next) && !isBlock(root)) root = next;
    if (reader.pos === pos) reader.pos = reader.lineEnd;
  }
  return root;
}

function isBlock(node: YamlNode): boolean {
  return (node.kind === 'map' || node.kind === 'list') && !node.flow;
}

/** Passes `...`; whether it was there. */
function passEnd(reader: Reader): boolean {
  if (!reader.atMarker() || reader.code() !== char.dot) return false;
  reader.pos += 3;
  if (!reader.atLineEnd()) {
    reader.problemHere('text stands behind the end of a document');
    reader.pos = reader.lineEnd;
  }
  return true;
}

/** A byte order mark may stand at the start of each document; columns count from behind it. */
function skipMarks(reader: Reader): void {
  while (reader.toContent() && reader.column === 0 && reader.code() === char.byteOrderMark) {
    reader.pos += 1;
    reader.lineStart = reader.pos;
  }
}

/** `%YAML` and `%TAG` lines; others are passed over. Whether there were any. */
function readDirectives(reader: Reader): boolean {
  let hasVersion = false;
  let count = 0;
  for (; reader.toContent() && isDirective(reader); count += 1) {
    const line = reader.text.slice(reader.pos, Math.min(reader.lineEnd, reader.pos + 2000));
    const isVersion = /^%YAML(?:\s|$)/.test(line);
    if (isVersion && hasVersion) reader.problemHere('a second %YAML directive');
    if (isVersion && !/^%YAML[ \t]+\d+\.\d+[ \t]*(?:[ \t]#.*)?$/.test(line))
      reader.problemHere('a %YAML directive without a version');
    hasVersion ||= isVersion;
    const handle = /^%TAG[ \t]+(![\w-]*!?)[ \t]+\S/.exec(line)?.[1];
    if (handle !== undefined) reader.handles.add(handle);
    reader.pos = reader.lineEnd;
  }
  return count > 0;
}

function isDirective(reader: Reader): boolean {
  return reader.column === 0 && reader.code() === char.percent;
}
