import type { FileView } from '#contract/source.ts';
import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';

/**
 * Content sets of the layer that a Red Hat content manifest describes. One that was made `from_dnf_hint` says that dnf's
 * history knows better.
 */
export function* contentSets(file: FileView): Iterable<string> {
  const manifest = parseJson(file.text(), 'the content manifest');
  if (!isRecord(manifest))
    throw new CaissonError('input.malformed', 'the content manifest is not a JSON object');
  const sets = manifest['content_sets'];
  if (manifest['from_dnf_hint'] === true || !Array.isArray(sets)) return;
  for (const name of sets) if (typeof name === 'string') yield name;
}
