import { quote } from '#kit/text.ts';
import { entriesOf, textOf } from '#yaml/read.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { ItemReader } from './item-reader.ts';
import { suggested } from './suggest.ts';

/** Which keys of an item change an earlier one, and how. */
export interface Changes {
  readonly append: ReadonlySet<string>;
  readonly replace: ReadonlySet<string>;
}

/** What `override` may name: keys that can be added to, and keys that can be replaced. */
export interface Changeable {
  readonly append: readonly string[];
  readonly replace: readonly string[];
}

/**
 * Reads `override`, or `append: true` (deprecated), which adds to `appended`. `undefined` when the item defines something itself.
 */
export function readChanges(
  reader: ItemReader,
  changeable: Changeable,
  appended: readonly string[],
  diagnostics: Diagnostics,
): Changes | undefined {
  const isAppend = reader.flag('append') ?? false;
  if (reader.has('append')) warnAppend(reader, diagnostics);
  const changes = readOverride(reader, changeable);
  const hasOverride = changes.append.size + changes.replace.size > 0;
  if (isAppend && hasOverride)
    throw reader.fault('"append" and "override" stand together', reader.value('append'));
  if (hasOverride) return checked(reader, changes, changeable);
  if (!isAppend) return undefined;
  const present = appended.filter((key) => reader.has(key));
  return { append: new Set(present), replace: new Set() };
}

function warnAppend(reader: ItemReader, diagnostics: Diagnostics): void {
  const item = reader.name === undefined ? {} : { item: reader.name };
  diagnostics.warn(
    { code: 'deprecated', message: '"append" is deprecated; use "override"', ...item },
    reader.placeOfKey('append'),
  );
}

function readOverride(reader: ItemReader, changeable: Changeable): Changes {
  const [append, replace] = [new Set<string>(), new Set<string>()];
  const node = reader.value('override');
  if (node === undefined) return { append, replace };
  if (node.kind !== 'map') throw reader.fault('"override" is not a map', node);
  for (const entry of entriesOf(node, { merge: true })) {
    const [key, operation] = [textOf(entry.key) ?? '', textOf(entry.value)];
    const sets = { append, replace };
    if (operation !== 'append' && operation !== 'replace')
      throw reader.fault(`override of ${quote(key)} must be "append" or "replace"`, entry.value);
    if (!changeable[operation].includes(key))
      throw reader.fault(
        operation === 'append'
          ? `${quote(key)} cannot be appended to; use "replace" instead`
          : `${quote(key)} cannot be replaced`,
        entry.key,
        'item',
        suggested(key, changeable[operation]),
      );
    sets[operation].add(key);
  }
  return { append, replace };
}

/** Each key that is named must be there, and each that is there must be named. */
function checked(reader: ItemReader, changes: Changes, changeable: Changeable): Changes {
  for (const key of [...changes.append, ...changes.replace])
    if (!reader.has(key))
      throw reader.fault(
        `"override" names ${quote(key)}, which the item does not have`,
        reader.value('override'),
      );
  for (const key of new Set([...changeable.append, ...changeable.replace]))
    if (reader.has(key) && !changes.append.has(key) && !changes.replace.has(key))
      throw reader.fault(`"override" does not name the key ${quote(key)}`, reader.value(key));
  return changes;
}
