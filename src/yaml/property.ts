import { char, isBlank, isFlowIndicator } from './character.ts';
import type { YamlNode } from './node.ts';
import type { Reader } from './reader.ts';
import { Scalar, type ScalarPart } from './scalar.ts';

/** Anchor and tag before a value. */
export interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
}

/** The properties on the line, with the blanks behind them; `undefined` when there are none. */
export function readProperties(reader: Reader, inFlow: boolean): Properties | undefined {
  let found: Properties | undefined;
  for (;;) {
    const code = reader.code();
    if (code !== char.ampersand && code !== char.bang) return found;
    const word = readWord(reader, inFlow);
    const next: Properties = code === char.bang ? { tag: word } : { anchor: word.slice(1) };
    found = joined(reader, found, next);
    reader.skipBlanks();
  }
}

/** Both together; of two anchors or two tags the later is kept, and they are a problem. */
export function joined(
  reader: Reader,
  outer: Properties | undefined,
  inner: Properties | undefined,
): Properties | undefined {
  if (outer === undefined || inner === undefined) return outer ?? inner;
  const isDouble =
    (outer.anchor !== undefined && inner.anchor !== undefined) ||
    (outer.tag !== undefined && inner.tag !== undefined);
  if (isDouble)
    reader.problem('a value has two anchors or two tags', reader.lastEnd, reader.lastEnd);
  return { ...outer, ...inner };
}

/** The node with its properties; its anchor can be used from here on. */
export function withProperties<Node extends YamlNode>(
  reader: Reader,
  node: Node,
  properties: Properties | undefined,
): Node | Scalar {
  if (properties === undefined) return node;
  if (node.kind === 'alias') {
    reader.problem('an alias has an anchor or a tag', reader.lastEnd, reader.lastEnd);
    return node;
  }
  const full =
    node instanceof Scalar
      ? node.with(properties.anchor, properties.tag)
      : { ...node, ...properties };
  if (properties.anchor !== undefined) reader.anchors.set(properties.anchor, full);
  return full;
}

/** A node of a scalar; it counts. */
export function scalarNode(reader: Reader, part: ScalarPart): Scalar {
  reader.count();
  return new Scalar(reader.source, part);
}

/** A null of no length, where nothing is written. */
export function emptyNode(reader: Reader, at: number): Scalar {
  return scalarNode(reader, { text: '', style: 'plain', segments: at, start: at, end: at });
}

/** `*name`. */
export function readAlias(reader: Reader, inFlow: boolean): YamlNode {
  reader.count();
  const start = reader.pos;
  const name = readWord(reader, inFlow).slice(1);
  const range = reader.source.range(start, reader.pos);
  const target = reader.anchors.get(name);
  if (target !== undefined) return { kind: 'alias', name, target, range };
  reader.problem('an alias names no anchor before it', start, reader.pos);
  return { kind: 'alias', name, range };
}

/** An anchor, alias or tag with its first character. */
function readWord(reader: Reader, inFlow: boolean): string {
  const { text, pos } = reader;
  const isTag = text.charCodeAt(pos) === char.bang;
  let end = pos + 1;
  if (isTag && text.charCodeAt(end) === char.less) {
    while (end < reader.lineEnd && text.charCodeAt(end) !== char.greater) end += 1;
    end = Math.min(end + 1, reader.lineEnd);
  }
  while (end < reader.lineEnd && !endsWord(text.charCodeAt(end), isTag || inFlow)) end += 1;
  const word = text.slice(pos, end);
  reader.pos = end;
  reader.lastEnd = end;
  if (isTag) checkTag(reader, word, pos);
  else if (word.length === 1) reader.problem('an anchor or alias has no name', pos, end);
  return word;
}

/** Flow indicators end a name in a flow collection, and a tag anywhere. */
function endsWord(code: number, atIndicator: boolean): boolean {
  return isBlank(code) || (atIndicator && isFlowIndicator(code));
}

function checkTag(reader: Reader, tag: string, start: number): void {
  if (tag.startsWith('!<')) {
    if (!tag.endsWith('>') || tag.length < 4)
      reader.problem('a tag is not written properly', start, reader.pos);
    return;
  }
  const second = tag.indexOf('!', 1);
  if (second < 0) return;
  const handle = tag.slice(0, second + 1);
  if (handle !== '!!' && !reader.handles.has(handle))
    reader.problem('the handle of a tag is not declared', start, reader.pos);
  else if (second + 1 === tag.length)
    reader.problem('a tag is not written properly', start, reader.pos);
}
