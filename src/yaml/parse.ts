import { CaissonError } from '#kit/error.ts';
import { readDocuments } from './document.ts';
import { defaultYamlLimits, type YamlLimits } from './limits.ts';
import type { YamlText } from './node.ts';
import { Reader } from './reader.ts';
import { Source } from './source.ts';

/**
 * Reads all documents of a YAML 1.2.2 text with the places of all values: byte offsets of `source`, of its UTF-8 when it is
 * a string. What is no YAML becomes a problem and the rest is still read. Takes linear time. Throws only `limit.*`.
 */
export function parseYaml(source: string | Uint8Array, limits: Partial<YamlLimits> = {}): YamlText {
  const bounds = { ...defaultYamlLimits, ...limits };
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.length;
  if (size > bounds.maxBytes) throw new CaissonError('limit.size', 'the YAML is too large');
  const reader = new Reader(new Source(source), bounds);
  if (reader.source.valid) judgeCharacters(reader);
  else reader.problem('the text is not UTF-8', 0);
  const documents = readDocuments(reader, bounds);
  return { documents, comments: reader.comments, problems: reader.problems };
}

/** Controls are no YAML (section 5.1), but read as any character. */
function judgeCharacters(reader: Reader): void {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(reader.text);
  if (found !== null)
    reader.problem('the text has control characters', found.index, found.index + 1);
}
