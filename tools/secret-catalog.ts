/** The rules of `catalog/secret` as they are written, and the text of `data/catalog/secrets.json` made of them. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { formatJson } from '../src/kit/json.ts';
import { planRule } from '../src/secret/plan.ts';
import { expandRecipe } from '../src/secret/recipe.ts';
import { parseSecretRule, type SecretRule } from '../src/secret/rule.ts';

/** One folder of `catalog/secret`. */
export interface SecretItem {
  readonly rule: SecretRule;
  /** Texts that the rule must report, made from `valid.gen`. */
  readonly valid: readonly string[];
  /** Texts that it must not report. */
  readonly nearMiss: readonly string[];
}

/** All items below `root`/catalog/secret, by id. Throws when one is wrong. */
export function readSecrets(root: string): readonly SecretItem[] {
  return globSync(join(root, 'catalog', 'secret', '*', 'secret.yaml'))
    .sort()
    .map(readItem);
}

/** The text of `data/catalog/secrets.json`: the rules without their examples, one a line, in the order of ids. */
export function compileSecrets(root: string): string {
  const lines = readSecrets(root).map(({ rule }) => formatJson({ ...rule, plan: planRule(rule) }));
  return `{"rules":[\n${lines.join(',\n')}\n]}\n`;
}

function readItem(path: string): SecretItem {
  const folder = dirname(path);
  const value: unknown = parse(readFileSync(path, 'utf8'), { version: '1.2' });
  const rule = parseSecretRule(value);
  if (rule.id !== basename(folder)) throw new Error(`${path} has id ${rule.id}`);
  const recipes = linesOf(join(folder, 'valid.gen'));
  return {
    rule,
    valid: recipes.map((recipe, index) => expandRecipe(recipe, `${rule.id}/${index}`)),
    nearMiss: linesOf(join(folder, 'near-miss.txt')).map(unescaped),
  };
}

/** Lines of a file that hold something. */
function linesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function unescaped(line: string): string {
  return line.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}
