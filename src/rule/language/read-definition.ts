import type { Diagnostics } from './diagnostics.ts';
import type { ItemReader } from './item-reader.ts';
import { readChanges } from './override.ts';
import { previousOf, type RuleCollector } from './rule-collector.ts';
import { scanBareText, scanIdentifier } from './scan.ts';

const listKeys = ['list', 'items', 'append', 'override'];
const macroKeys = ['macro', 'condition', 'append', 'override'];

/** Reads an item that defines or changes a list. */
export function readList(
  reader: ItemReader,
  collector: RuleCollector,
  diagnostics: Diagnostics,
): void {
  const name = reader.required('list').text;
  reader.name = `list "${name}"`;
  if (scanBareText(name, 0) !== name.length)
    warnName(reader, 'list', 'brackets, quotes, blanks, "," and "="', diagnostics);
  const items = reader.scalars('items').map(({ text }) => text);
  const changeable = { append: ['items'], replace: ['items'] };
  const changes = readChanges(reader, changeable, ['items'], diagnostics);
  if (changes?.append.has('items') === true) {
    const entry = previousOf(collector.lists, name, reader);
    for (const item of items) entry.items.push(item);
    collector.changed(entry);
  } else {
    const entry = { name, items, place: reader.placeOf() };
    collector.define(collector.lists, name, (order) => ({ ...entry, ...order }));
  }
  reader.warnUnknown(listKeys, diagnostics);
}

/** Reads an item that defines or changes a macro. */
export function readMacro(
  reader: ItemReader,
  collector: RuleCollector,
  diagnostics: Diagnostics,
): void {
  const name = reader.required('macro').text;
  reader.name = `macro "${name}"`;
  if (scanIdentifier(name, 0) !== name.length)
    warnName(reader, 'macro', 'anything but letters, digits and "_"', diagnostics);
  const text = reader.ruleText('condition');
  const changeable = { append: ['condition'], replace: ['condition'] };
  const changes = readChanges(reader, changeable, ['condition'], diagnostics);
  if (changes?.append.has('condition') === true) {
    const entry = previousOf(collector.macros, name, reader);
    entry.text.append(text);
    collector.changed(entry);
  } else {
    const entry = { name, text, place: reader.placeOf() };
    collector.define(collector.macros, name, (order) => ({ ...entry, ...order }));
  }
  reader.warnUnknown(macroKeys, diagnostics);
}

function warnName(
  reader: ItemReader,
  kind: 'list' | 'macro',
  forbidden: string,
  diagnostics: Diagnostics,
): void {
  const message = `the name of a ${kind} should be without ${forbidden}`;
  diagnostics.warn(
    { code: 'invalid-name', message, ...(reader.name !== undefined && { item: reader.name }) },
    reader.placeOfKey(kind),
  );
}
