import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testScope } from '#analyze/binary/testing/file.ts';
import { testRules } from '#app/runtime/rule-test.ts';
import { extractorsOf } from '#profile/extractors.ts';
import { compileRules } from '#rule/engine/compile.ts';
import { loadRules } from '#rule/language/load-rules.ts';
import { compiledPlaybooks, compiledRules, readRuleFiles, ruleIds } from '../tools/rule-catalog.ts';
import { rulePages } from '../tools/rule-reference.ts';

const root = join(import.meta.dirname, '..');
const files = readRuleFiles(root);
const { rules, diagnostics } = loadRules(files);
const ids = readFileSync(join(root, 'catalog/ids.txt'), 'utf8').split('\n').filter(Boolean);

test('what is compiled is fresh', () => {
  const data = join(root, 'data/catalog');

  expect(readFileSync(join(data, 'rules.json'), 'utf8')).toBe(compiledRules(files));
  expect(readFileSync(join(data, 'playbooks.json'), 'utf8')).toBe(compiledPlaybooks(root));
  for (const [path, text] of rulePages(rules))
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

test('playbooks name rules that there are', () => {
  const named = [...compiledPlaybooks(root).matchAll(/CSN-RT-\d{4}/g)].map(([id]) => id);

  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test('every rule loads and compiles without a word', () => {
  const problems: unknown[] = [];
  compileRules(rules, { onProblem: (problem) => problems.push(problem) });

  expect(diagnostics).toEqual([]);
  expect(problems).toEqual([]);
  expect(rules).toHaveLength(files.filter(({ name }) => name.endsWith('/rule.yaml')).length);
});

test('ids are unique, listed, and stay', () => {
  const own = ruleIds(files);

  expect(new Set(own).size).toBe(own.length);
  expect(new Set(rules.map(({ name }) => name.toLowerCase())).size).toBe(rules.length);
  expect([...own].sort()).toEqual(ids.filter((id) => id.startsWith('CSN-RT-')));
});

test.for(rules.map((rule) => [rule.id ?? rule.name, rule] as const))(
  '%s says what it is, and its dimension is told by its events',
  ([, rule]) => {
    const { extensions, description, tags, eventTypes = new Set() } = rule;
    const dimension = extensions.unlessLearnt?.dimension;

    expect(description).toMatch(/\.$/);
    expect(extensions.explanation).toMatch(/\.$/);
    expect(extensions.falsePositives).toMatch(/\.$/);
    expect(tags.filter((tag) => /^T\d{4}(?:\.\d{3})?$/.test(tag))).not.toEqual([]);
    expect(tags.filter((tag) => tag.startsWith('mitre_'))).toHaveLength(1);
    expect(dimension === undefined || isTold(dimension, eventTypes)).toBe(true);
  },
);

test.for(rules.map((rule) => [rule.id ?? rule.name, rule] as const))(
  '%s has traces that fire and that stay quiet',
  ([, { place }]) => {
    const folder = join(root, place.file, '..');

    expect(globSync('fires/*.jsonl', { cwd: folder })).not.toEqual([]);
    expect(globSync('quiet/*.jsonl', { cwd: folder })).not.toEqual([]);
    expect(existsSync(join(folder, 'rule.yaml'))).toBe(true);
  },
);

/** A rule that is quiet for what was learnt must ask for what its events can tell. */
function isTold(dimension: string, types: ReadonlySet<string>): boolean {
  if (dimension === 'syscall') return true;
  return [...types].some((type) => extractorsOf(type)?.some((one) => one.dimension === dimension));
}

test('traces fire and stay quiet', async () => {
  const results = await testRules([join(root, 'catalog/rule')], files, testScope());

  expect(results.filter(({ passed }) => !passed)).toEqual([]);
});
