import { quote } from '#kit/text.ts';
import type { Priority } from '#model/detection.ts';
import { priorities } from '#model/detection.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { RuleEntry } from './entries.ts';
import { extensionKeys } from './extensions.ts';
import type { ItemReader } from './item-reader.ts';
import { type Changes, readChanges } from './override.ts';
import { readExceptions } from './read-exceptions.ts';
import { appendExceptions, previousOf, type RuleCollector } from './rule-collector.ts';
import { suggested } from './suggest.ts';

const appendable = ['condition', 'output', 'desc', 'tags', 'exceptions'];
const replaceable = [
  ...appendable,
  'priority',
  'capture',
  'capture_duration',
  'enabled',
  'warn_evttypes',
  'skip-if-unknown-filter',
];
const ruleKeys = ['rule', 'source', 'override', 'append', ...replaceable, ...extensionKeys];

/** Reads an item that defines or changes a rule. */
export function readRule(
  reader: ItemReader,
  collector: RuleCollector,
  diagnostics: Diagnostics,
): void {
  const name = reader.required('rule').text;
  reader.name = `rule "${name}"`;
  const changeable = { append: appendable, replace: replaceable };
  const changes = readChanges(reader, changeable, ['condition', 'exceptions'], diagnostics);
  if (changes !== undefined)
    changeRule(reader, previousRule(reader, name, collector), changes, {
      collector,
      diagnostics,
    });
  else if (isToggle(reader)) toggleRule(reader, name, { collector, diagnostics });
  else defineRule(reader, name, { collector, diagnostics });
  reader.warnUnknown(ruleKeys, diagnostics);
}

interface Target {
  readonly collector: RuleCollector;
  readonly diagnostics: Diagnostics;
}

/** Nothing but `enabled`, the deprecated way to switch an earlier rule. */
function isToggle(reader: ItemReader): boolean {
  return !['condition', 'output', 'desc', 'priority'].some((key) => reader.has(key));
}

function toggleRule(reader: ItemReader, name: string, { collector, diagnostics }: Target): void {
  const enabled = reader.flag('enabled');
  if (enabled === undefined)
    throw reader.fault(
      'the item neither defines a rule (condition, output, desc, priority) nor says in "override" how it changes one',
      undefined,
      'missing-key',
    );
  const entry = previousOf(collector.rules, name, reader);
  const message = 'an item with only "enabled" is deprecated; use "override: {enabled: replace}"';
  diagnostics.warn({ code: 'deprecated', message, item: `rule "${name}"` }, reader.placeOf());
  entry.enabled = enabled;
}

function defineRule(reader: ItemReader, name: string, { collector, diagnostics }: Target): void {
  const source = reader.text('source') ?? 'syscall';
  const previous = collector.rules.get(name);
  if (previous !== undefined) checkSource(reader, previous, source);
  const entry = {
    name,
    source,
    text: reader.ruleText('condition'),
    output: reader.ruleText('output'),
    description: reader.required('desc').text,
    priority: readPriority(reader),
    enabled: reader.flag('enabled') ?? true,
    tags: readTags(reader),
    exceptions: readExceptions(reader, false, diagnostics),
    warnEventTypes: reader.flag('warn_evttypes') ?? true,
    skipUnknown: reader.flag('skip-if-unknown-filter') ?? false,
    ...readCapture(reader),
    place: reader.placeOf(),
    item: reader,
  };
  for (const { fields, name: exception } of entry.exceptions)
    if (fields === undefined)
      throw reader.fault(`the exception "${exception}" has no fields`, reader.value('exceptions'));
  collector.define(collector.rules, name, (order) => ({ ...entry, ...order }));
}

function previousRule(reader: ItemReader, name: string, collector: RuleCollector): RuleEntry {
  const entry = previousOf(collector.rules, name, reader);
  checkSource(reader, entry, reader.textOrEmpty('source'));
  return entry;
}

/** The source of a rule stays; an item that only changes it may leave it open. */
function checkSource(reader: ItemReader, previous: RuleEntry, source: string | undefined): void {
  if (source !== undefined && source !== previous.source)
    throw reader.fault(
      `the rule has the source ${quote(previous.source)} and is defined again with another`,
      reader.value('source'),
    );
}

function changeRule(
  reader: ItemReader,
  entry: RuleEntry,
  { append, replace }: Changes,
  { collector, diagnostics }: Target,
): void {
  for (const key of append) appendKey(reader, entry, key, diagnostics);
  for (const key of replace) replaceKey(reader, entry, key, diagnostics);
  if (append.size + replace.size === 0)
    throw reader.fault('the item adds neither a condition nor exceptions', reader.value('append'));
  collector.changed(entry);
}

function appendKey(
  reader: ItemReader,
  entry: RuleEntry,
  key: string,
  diagnostics: Diagnostics,
): void {
  if (key === 'condition') entry.text.append(reader.ruleText(key));
  else if (key === 'output') entry.output.append(reader.ruleText(key));
  else if (key === 'desc') entry.description += ` ${reader.required(key).text}`;
  else if (key === 'tags') for (const tag of readTags(reader)) entry.tags.add(tag);
  else appendExceptions(entry, readExceptions(reader, true, diagnostics), reader);
}

function replaceKey(
  reader: ItemReader,
  entry: RuleEntry,
  key: string,
  diagnostics: Diagnostics,
): void {
  if (key === 'condition') entry.text = reader.ruleText(key);
  else if (key === 'output') entry.output = reader.ruleText(key);
  else if (key === 'desc') entry.description = reader.required(key).text;
  else if (key === 'tags') entry.tags = readTags(reader);
  else if (key === 'exceptions') entry.exceptions = readExceptions(reader, false, diagnostics);
  else if (key === 'priority') entry.priority = readPriority(reader);
  else replaceSwitch(reader, entry, key);
}

function replaceSwitch(reader: ItemReader, entry: RuleEntry, key: string): void {
  if (key === 'enabled') entry.enabled = reader.flag(key) ?? entry.enabled;
  else if (key === 'warn_evttypes') entry.warnEventTypes = reader.flag(key) ?? true;
  else if (key === 'skip-if-unknown-filter') entry.skipUnknown = reader.flag(key) ?? false;
  else Object.assign(entry, readCapture(reader));
}

function readTags(reader: ItemReader): Set<string> {
  if (!reader.has('tags')) return new Set();
  return new Set(reader.scalars('tags').map(({ text }) => text));
}

function readPriority(reader: ItemReader): Priority {
  const scalar = reader.required('priority');
  const word = scalar.text.toLowerCase();
  const found = word === 'info' ? 'informational' : priorities.find((one) => one === word);
  if (found !== undefined) return found;
  throw reader.fault(
    `${quote(scalar.text)} is no priority: ${priorities.join(', ')}`,
    scalar,
    'priority',
    suggested(word, priorities),
  );
}

function readCapture(reader: ItemReader): Pick<RuleEntry, 'capture' | 'captureDurationMs'> {
  const capture = reader.flag('capture');
  const scalar = reader.scalar('capture_duration');
  if (scalar !== undefined && !/^\d{1,10}$/.test(scalar.text))
    throw reader.fault('"capture_duration" is not a number of milliseconds', scalar);
  return {
    ...(capture !== undefined && { capture }),
    ...(scalar !== undefined && { captureDurationMs: Number(scalar.text) }),
  };
}
