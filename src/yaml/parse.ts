import { CaissonError } from '#kit/error.ts';
import { readDocuments } from './document.ts';
import { defaultYamlLimits, type YamlLimits } from './limits.ts';
import type { YamlComment, YamlDocument, YamlProblem, YamlText } from './node.ts';
import { Reader } from './reader.ts';
import { type CutAt, Source } from './source.ts';

/**
 * Reads all documents of a YAML 1.2.2 text with the places of all values: byte offsets of `source`, of its UTF-8 when it is
 * a string. What is no YAML becomes a problem and the rest is still read. Takes linear time. Throws only `limit.*`.
 */
export function parseYaml(source: string | Uint8Array, limits: Partial<YamlLimits> = {}): YamlText {
  const { documents, comments, problems } = openYaml(source, limits);
  return { documents: [...documents], comments, problems };
}

/** A text whose documents are read one after another; comments and problems are those of what has been read. */
export interface OpenYaml {
  readonly documents: Iterable<YamlDocument>;
  readonly comments: readonly YamlComment[];
  readonly problems: readonly YamlProblem[];
}

/** As `parseYaml`, without having all documents in memory at once. With `cutAt`, `source` is a part of a text and places are those in the whole. */
export function openYaml(
  source: string | Uint8Array,
  limits: Partial<YamlLimits> = {},
  cutAt?: CutAt,
): OpenYaml {
  const bounds = { ...defaultYamlLimits, ...limits };
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.length;
  if (size > bounds.maxBytes) throw new CaissonError('limit.size', 'the YAML is too large');
  const reader = new Reader(new Source(source, cutAt), bounds);
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
