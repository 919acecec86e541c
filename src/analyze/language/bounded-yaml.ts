import { parseDocument } from 'yaml';
import type { Scope } from '#contract/scope.ts';
import type { FileView } from '#contract/source.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isRecord } from '#kit/json.ts';
import { formatBytes } from '#kit/text.ts';

/** Brackets and indicators that may be open at once; lock files stay below ten. */
const maxOpen = 200;

/**
 * A YAML 1.2 document that is a mapping. Hostile documents are stopped before they cost: size and nesting are bounded,
 * aliases are not followed. Throws `input.malformed`, `limit.size` and `limit.depth`.
 */
export function parseBoundedYaml(file: FileView, scope: Scope): Readonly<Record<string, unknown>> {
  const maxBytes = scope.limits.maxDocumentBytes;
  if (file.size > maxBytes)
    throw new CaissonError('limit.size', `the YAML is larger than ${formatBytes(maxBytes)}`);
  const text = file.text();
  checkNesting(text);
  const value = parse(text);
  if (!isRecord(value)) throw new CaissonError('input.malformed', 'the YAML is not a mapping');
  return value;
}

function parse(text: string): unknown {
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: false, logLevel: 'silent' });
    const [cause] = document.errors;
    if (cause !== undefined) throw malformed(cause);
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw isCaissonError(cause) ? cause : malformed(cause);
  }
}

/**
 * Refuses text whose brackets, or whose indicators on one line, nest too deeply. It looks at characters, not at the
 * grammar, so it may refuse a strange document but passes none that is deep.
 */
function checkNesting(text: string): void {
  let brackets = 0;
  let indicators = 0;
  for (const [mark] of text.matchAll(/[[{\]}\n]|[-?][ \t]/g)) {
    if (mark === '\n') indicators = 0;
    else if (mark === '[' || mark === '{') brackets += 1;
    else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
    else indicators += 1;
    if (brackets > maxOpen || indicators > maxOpen)
      throw new CaissonError('limit.depth', 'the YAML is nested too deeply');
  }
}

function malformed(cause: unknown): CaissonError {
  return new CaissonError('input.malformed', 'the file is not valid YAML', { cause });
}
