import { parse } from 'smol-toml';
import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';

const maxNesting = 50;

/** A TOML 1.0 document. Size is bounded by the file limit, nesting here. Throws `input.malformed` and `limit.size`. */
export function parseBoundedToml(file: FileView): Readonly<Record<string, unknown>> {
  const text = file.text();
  try {
    return parse(text, { maxDepth: maxNesting, integersAsBigInt: 'asNeeded' });
  } catch (cause) {
    throw new CaissonError('input.malformed', 'the file is not valid TOML', { cause });
  }
}
