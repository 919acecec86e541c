import { type CST, Parser, parseDocument } from 'yaml';
import type { FeedDocument } from './feed.ts';
import { textOf } from './json-value.ts';

/** Advisories in YAML are a page long; the parser's cost is not linear on hostile text. */
const maxBytes = 128 * 1024;
const maxDepth = 64;

/**
 * A document as parsed YAML in which every scalar is text: versions such as `1.10` stay as they are written. `undefined` for what
 * is no YAML, is larger than 128 KiB or `limit`, nested deeper than 64, or uses aliases.
 */
export function yamlOf(document: FeedDocument, limit = maxBytes): unknown {
  if (document.bytes.length > limit) return undefined;
  const text = textOf(document);
  if (isDeep(text) || isDecorated(text) || isBroken(text)) return undefined;
  try {
    const parsed = parseDocument(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      logLevel: 'silent',
    });
    return parsed.errors.length > 0 ? undefined : parsed.toJS({ maxAliasCount: 0 });
  } catch {
    return undefined; // aliases, and whatever else the library refuses
  }
}

/** Whether the text is broken at its top level: the library would make an error of each token that follows, at some cost. */
function isBroken(text: string): boolean {
  for (const token of new Parser().parse(text)) {
    if (token.type === 'error') return true;
    if (token.type !== 'document') continue;
    const { value } = token;
    const ends = [token.end, value !== undefined && 'end' in value ? value.end : undefined];
    if (ends.some((end) => end?.some(isError))) return true;
  }
  return false;
}

function isError(token: CST.SourceToken | CST.Token): boolean {
  return !endings.has(token.type);
}

const endings: ReadonlySet<string> = new Set(['space', 'newline', 'comment', 'doc-end']);

/** Whether anchors and tags follow each other in number: on these the parser's cost grows with the square. */
function isDecorated(text: string): boolean {
  let run = 0;
  for (const word of text.split(/\s+/)) {
    run = word.startsWith('&') || word.startsWith('!') ? run + 1 : 0;
    if (run > maxDepth) return true;
  }
  return false;
}

/** Whether brackets, indentation or indicators nest deeper than anybody writes; said before anything is built. */
function isDeep(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === '[' || char === '{') open += 1;
    else if ((char === ']' || char === '}') && open > 0) open -= 1;
    if (open > maxDepth) return true;
  }
  return text.split('\n').some((line) => /^(?:\s{200}|(?:\s*[-?:] ){65})/.test(line));
}
