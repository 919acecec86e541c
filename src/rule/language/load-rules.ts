import { priorities } from '#model/detection.ts';
import type { RuleDefinition, RuleDiagnostic, RulePlace } from '../ast.ts';
import { compileRule } from './compile-rule.ts';
import { ConditionChecker, type MacroPlace } from './condition-checker.ts';
import { Diagnostics, faultOf } from './diagnostics.ts';
import { ListTable } from './list-table.ts';
import { MacroTable, type ParsedMacro } from './macro-table.ts';
import { parseCondition } from './parse-condition.ts';
import { type RuleFile, readFile } from './read-file.ts';
import { RuleCollector } from './rule-collector.ts';
import type { LoadOptions } from './rule-options.ts';
import { TypeChecker } from './type-checker.ts';

/** Everything that rule files define, and what is wrong with them. */
export interface LoadedRules {
  /** In the order of their first definitions; those with errors and those of files with errors are left out. */
  readonly rules: readonly RuleDefinition[];
  readonly lists: readonly LoadedList[];
  readonly macros: readonly LoadedMacro[];
  /** In the order of the files. Where one is an error, keep the rules that were loaded before. */
  readonly diagnostics: readonly RuleDiagnostic[];
}

/** `members` with lists within lists written out, as byte strings. */
interface LoadedList {
  readonly name: string;
  readonly members: readonly string[];
  readonly place: RulePlace;
}

interface LoadedMacro {
  readonly name: string;
  readonly conditionText: string;
  readonly place: RulePlace;
}

/**
 * Reads rule files of the Falco language (falco 0.44), each of which may change what those before it define. Never throws for what stands in
 * the files: errors and warnings are diagnostics with file, line and column, at most 1000.
 */
export function loadRules(files: readonly RuleFile[], options: LoadOptions = {}): LoadedRules {
  const diagnostics = new Diagnostics();
  const collector = new RuleCollector();
  for (const file of files) readFile(file, collector, options, diagnostics);
  const lists = new ListTable(collector.lists, diagnostics);
  const { macros, places } = readMacros(collector, lists, diagnostics);
  const types = new TypeChecker({ inRules: true, falcoOnly: options.falcoStrict === true });
  const checker = new ConditionChecker({ lists, macros, places, types, diagnostics });
  const rules = [...collector.rules.values()]
    .flatMap((entry) => compileRule(entry, { checker, options, diagnostics }) ?? [])
    .filter((rule) => isLoud(rule, options))
    .toSorted((a, b) => a.index - b.index);
  warnUnused(collector, lists, macros, diagnostics);
  return {
    rules: rules.filter((rule) => !diagnostics.isBroken(rule.place.file)),
    lists: loadedLists(collector, lists, diagnostics),
    macros: [...collector.macros.values()].map(({ name, text, place }) => ({
      name,
      conditionText: text.text.trim(),
      place: { file: place.file, line: place.line },
    })),
    diagnostics: inOrder(diagnostics.all, files),
  };
}

function isLoud({ priority }: RuleDefinition, { minimumPriority }: LoadOptions): boolean {
  if (minimumPriority === undefined) return true;
  return priorities.indexOf(priority) <= priorities.indexOf(minimumPriority);
}

/** Parses all macros; one that cannot be read is an error of its own, and unknown to conditions. */
function readMacros(
  collector: RuleCollector,
  lists: ListTable,
  diagnostics: Diagnostics,
): { readonly macros: MacroTable; readonly places: ReadonlyMap<string, MacroPlace> } {
  const parsed = new Map<string, ParsedMacro>();
  const places = new Map<string, MacroPlace>();
  for (const { name, text, index, visibility, place } of collector.macros.values()) {
    const item = `macro "${name}"`;
    const expression = diagnostics.attempt(place, () => {
      try {
        return lists.resolve(parseCondition(lists.prepare(text.text), { maxDepth: 1000 }));
      } catch (error) {
        throw faultOf(error, text, item);
      }
    });
    if (expression === undefined) continue;
    parsed.set(name, { name, expression, index, visibility });
    places.set(name, { text, item });
  }
  const macros = new MacroTable(parsed, (name) => lists.has(name));
  judgeMacros(macros, parsed, places, diagnostics);
  return { macros, places };
}

/** Each macro must find those that it names, whether a rule uses it or not. */
function judgeMacros(
  macros: MacroTable,
  parsed: ReadonlyMap<string, ParsedMacro>,
  places: ReadonlyMap<string, MacroPlace>,
  diagnostics: Diagnostics,
): void {
  for (const macro of parsed.values()) {
    const place = places.get(macro.name);
    if (place === undefined) continue;
    diagnostics.attempt(place.text.placeAt(0), () => {
      try {
        macros.expand(macro.expression, macro.visibility);
      } catch (error) {
        throw faultOf(error, place.text, place.item);
      }
    });
  }
}

function warnUnused(
  collector: RuleCollector,
  lists: ListTable,
  macros: MacroTable,
  diagnostics: Diagnostics,
): void {
  for (const { name, place } of collector.macros.values())
    if (!macros.used.has(name))
      diagnostics.warn(
        { code: 'unused-macro', message: 'no rule and no macro uses it', item: `macro "${name}"` },
        place,
      );
  for (const { name, place } of collector.lists.values())
    if (!lists.used.has(name))
      diagnostics.warn(
        { code: 'unused-list', message: 'no rule, macro or list uses it', item: `list "${name}"` },
        place,
      );
}

function loadedLists(
  collector: RuleCollector,
  lists: ListTable,
  diagnostics: Diagnostics,
): readonly LoadedList[] {
  return [...collector.lists.values()].flatMap(({ name, place }) => {
    const members = diagnostics.attempt(place, () => lists.members(name));
    if (members === undefined) return [];
    const at = { file: place.file, line: place.line };
    return [{ name, members: members.map(({ text }) => text), place: at }];
  });
}

function inOrder(
  all: readonly RuleDiagnostic[],
  files: readonly RuleFile[],
): readonly RuleDiagnostic[] {
  const order = new Map(files.map(({ name }, at) => [name, at]));
  return all.toSorted(
    (a, b) =>
      (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
}
