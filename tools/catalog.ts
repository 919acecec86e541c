/**
 * Compiles the part of the catalogue that the program reads at run time:
 *
 *     node tools/catalog.ts
 *
 * `catalog/software/<id>/software.yaml` becomes `data/catalog/software.json`, without examples and in the order of ids, and
 * `src/analyze/software/catalogue.gen.ts`, which says what must be known without reading it. `catalog/check/<family>/<slug>`
 * becomes `data/catalog/checks.json` and one `catalog/<family>.gen.ts` for the conditions. `catalog/rule` and `catalog/playbook`
 * become `data/catalog/rules.json` and `playbooks.json`.
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { parseSoftware } from '../src/analyze/software/catalogue.ts';
import type { SoftwareRecord } from '../src/analyze/software/record.ts';
import { formatJson, isRecord } from '../src/kit/json.ts';
import { loadRules } from '../src/rule/language/load-rules.ts';
import { compiledChecks, conditionModules, readChecks } from './check-catalog.ts';
import { referencePages, type SecretEntry } from './check-reference.ts';
import { compiledPlaybooks, compiledRules, readRuleFiles, ruleIds } from './rule-catalog.ts';
import { rulePages } from './rule-reference.ts';
import { compileSecrets } from './secret-catalog.ts';
import { compileServices } from './service-catalog.ts';

/** One item of `catalog/software` as it is written. */
export interface SoftwareItem {
  readonly record: SoftwareRecord;
  readonly examples: readonly SoftwareExample[];
  readonly counterExamples: readonly SoftwareExample[];
}

/** A file that must, or must not, be recognised. `content` is Latin-1: one character for one byte. */
export interface SoftwareExample {
  readonly file: string;
  readonly content: string;
  readonly version?: string;
  /** Makes the example a Go program with this build information; `content` is then its read-only data. */
  readonly go?: { readonly version: string; readonly modules: string };
}

/** All items below `directory`, by id. Throws when one is wrong. */
export function readSoftware(directory: string): readonly SoftwareItem[] {
  return globSync(join(directory, '*', 'software.yaml'))
    .sort()
    .map((path) => {
      const value: unknown = parse(readFileSync(path, 'utf8'), { version: '1.2' });
      if (!isRecord(value)) throw new Error(`${path} is not an object`);
      const record = parseSoftware(value);
      if (record.id !== basename(dirname(path))) throw new Error(`${path} has id ${record.id}`);
      return {
        record,
        examples: examplesOf(value['examples'], path),
        counterExamples: examplesOf(value['counterExamples'], path),
      };
    });
}

/** The text of `data/catalog/software.json`. */
export function compiledCatalogue(items: readonly SoftwareItem[]): string {
  const software = items.map(({ record }) => ({
    ...record,
    patterns: record.patterns.map(({ near, match, span }) => ({ near, match: match.source, span })),
  }));
  const lines = software.map((record) => formatJson(record)).join(',\n');
  return `{"software":[\n${lines}\n]}\n`;
}

/** The text of `src/analyze/software/catalogue.gen.ts`. */
export function generatedModule(items: readonly SoftwareItem[]): string {
  const names = items
    .filter(({ record }) => record.kinds.some((kind) => kind === 'script' || kind === 'text'))
    .flatMap(({ record }) => record.names)
    .map((name) => (dirname(name).includes('*') ? basename(name) : name))
    .filter((name) => !name.includes('*'));
  const list = [...new Set(names)].sort().map((name) => `  '${name}',\n`);
  const digest = createHash('sha256').update(compiledCatalogue(items)).digest();
  return [
    '// Written by tools/catalog.ts from catalog/software.\n',
    '/** Changes with every change of the catalogue: a part of cache keys. */',
    `export const catalogueRevision = ${digest.readUInt32BE(0)};\n`,
    '/** Names of scripts and version files that records look into. */',
    `export const textNames: readonly string[] = [\n${list.join('')}];\n`,
  ].join('\n');
}

function examplesOf(value: unknown, path: string): readonly SoftwareExample[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${path}: examples are no list`);
  return value.map((example: unknown) => {
    if (!isRecord(example)) throw new Error(`${path}: an example is not an object`);
    const { file, content = '', version, go } = example;
    if (typeof file !== 'string' || typeof content !== 'string')
      throw new Error(`${path}: an example has no file or content`);
    return {
      file,
      content,
      ...(typeof version === 'string' && { version }),
      ...(isRecord(go) && {
        go: { version: textOf(go['version']), modules: textOf(go['modules']) },
      }),
    };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

if (import.meta.main) {
  const items = readSoftware('catalog/software');
  const checks = readChecks('.');
  const secrets = compileSecrets('.');
  const { rules } = JSON.parse(secrets) as { readonly rules: readonly SecretEntry[] };
  const metas = checks.map(({ meta }) => meta);
  const ruleFiles = readRuleFiles('.');
  const written = new Map([
    ['data/catalog/software.json', compiledCatalogue(items)],
    ['data/catalog/checks.json', compiledChecks(checks)],
    ['data/catalog/secrets.json', secrets],
    ['data/catalog/services.json', compileServices('.')],
    ['data/catalog/rules.json', compiledRules(ruleFiles)],
    ['data/catalog/playbooks.json', compiledPlaybooks('.')],
    ['src/analyze/software/catalogue.gen.ts', generatedModule(items)],
    ...conditionModules(checks, '.'),
    ...referencePages(metas, rules),
    ...rulePages(loadRules(ruleFiles).rules),
  ]);
  for (const [path, text] of written) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  keepIds([...metas.map(({ id }) => id), ...ruleIds(ruleFiles)]);
  console.log(
    `${items.length} products, ${checks.length} checks, ${rules.length} secret rules, ${ruleFiles.length} rule files`,
  );
}

/** Ids are never given to anything else: new ones are added, old ones stay. */
function keepIds(ids: readonly string[]): void {
  const path = 'catalog/ids.txt';
  const known = existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean) : [];
  writeFileSync(path, `${[...new Set([...known, ...ids])].sort().join('\n')}\n`);
}
