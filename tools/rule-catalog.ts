import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatJson, isRecord } from '../src/kit/json.ts';

/** A rule file of the catalogue: its path below the root, and its text as it is loaded at run time. */
export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** All rule files: what rules share first (`catalog/rule/*.yaml`), then one folder for each rule, by path. */
export function readRuleFiles(root: string): readonly RuleFile[] {
  const shared = globSync('catalog/rule/*.yaml', { cwd: root }).sort();
  const rules = globSync('catalog/rule/*/*/rule.yaml', { cwd: root }).sort();
  return [...shared, ...rules].map((name) => ({
    name,
    text: readFileSync(join(root, name), 'utf8'),
  }));
}

/** Ids of all rules. Throws when a rule has none. */
export function ruleIds(files: readonly RuleFile[]): readonly string[] {
  return files.flatMap(({ name, text }) => {
    const items: unknown = parse(text, { version: '1.2' });
    if (!Array.isArray(items)) throw new Error(`${name} is not a list`);
    return items.filter(isRuleItem).map((item) => idOf(item, name));
  });
}

function isRuleItem(item: unknown): item is Readonly<Record<string, unknown>> {
  return isRecord(item) && typeof item['rule'] === 'string';
}

function idOf(item: Readonly<Record<string, unknown>>, name: string): string {
  const { id } = item;
  if (typeof id === 'string' && /^CSN-RT-\d{4}$/.test(id)) return id;
  throw new Error(`${name}: rule ${JSON.stringify(item['rule'])} has no id CSN-RT-0000`);
}

/** The text of `data/catalog/rules.json`. */
export function compiledRules(files: readonly RuleFile[]): string {
  const lines = files.map((file) => formatJson({ ...file })).join(',\n');
  return `{"files":[\n${lines}\n]}\n`;
}

/** The text of `data/catalog/playbooks.json`. */
export function compiledPlaybooks(root: string): string {
  const lines = globSync('catalog/playbook/*.yaml', { cwd: root })
    .sort()
    .map((name) => formatJson({ name, text: readFileSync(join(root, name), 'utf8') }));
  return `{"files":[\n${lines.join(',\n')}\n]}\n`;
}
