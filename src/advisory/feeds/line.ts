import type { FeedDocument } from './feed.ts';

const chunkBytes = 1_048_576;

/** Longer lines are cut: nothing that is read from lines comes near it. */
const maxLineChars = 1_048_576;

/** The lines of a document in UTF-8, without their ends, without ever holding all of it as text. */
export function* linesOf({ bytes }: FeedDocument): Iterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const text = rest + decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true });
    const lines = text.split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineChars);
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  yield rest;
}
