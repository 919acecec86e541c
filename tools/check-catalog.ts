import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CheckMeta } from '../src/contract/check.ts';
import { faultKinds } from '../src/model/fault.ts';
import { severities } from '../src/model/severity.ts';

/** What each family writes before the number of its ids. */
export const families: Readonly<Record<string, string>> = {
  dockerfile: 'CSN-DF',
  image: 'CSN-IMG',
  pipeline: 'CSN-CI',
  credential: 'CSN-CRED',
  malware: 'CSN-MAL',
  kubernetes: 'CSN-K8S',
  cluster: 'CSN-KCL',
  node: 'CSN-KND',
};

/** One item of `catalog/check` as it is written; `folder` is where its examples and its condition stand. */
export interface CheckItem {
  readonly meta: CheckMeta;
  readonly folder: string;
  readonly hasCondition: boolean;
}

const prose = z.string().trim().min(6).max(2000);
const schema = z.strictObject({
  id: z.string().regex(/^CSN-[A-Z0-9]{2,5}-\d{4}$/),
  kind: z.enum(faultKinds),
  revision: z.int().min(1),
  title: z.string().trim().min(5).max(120),
  severity: z.enum(severities),
  rationale: prose,
  remediation: prose,
  references: z.array(z.url()).min(1),
  aliases: z.array(z.string().regex(/^[a-z0-9-]+:\S+$/)).default([]),
  controls: z.array(z.string().regex(/^[a-z0-9.-]+:\S+$/)).default([]),
  since: z.string(),
  status: z.enum(['stable', 'experimental', 'deprecated']).default('stable'),
  enabled: z.boolean().default(true),
});

/** All checks below `catalog/check` of `root`, by id. Throws when one is wrong. */
export function readChecks(root: string): readonly CheckItem[] {
  const paths = globSync(join(root, 'catalog', 'check', '*', '*', 'check.yaml')).sort();
  const items = paths.map(readCheck);
  const seen = new Map<string, string>();
  for (const { meta, folder } of items) {
    const other = seen.get(meta.id);
    if (other !== undefined) throw new Error(`${meta.id} stands in ${other} and in ${folder}`);
    seen.set(meta.id, folder);
  }
  return items.toSorted((a, b) => (a.meta.id < b.meta.id ? -1 : 1));
}

function readCheck(path: string): CheckItem {
  const folder = dirname(path);
  const family = basename(dirname(folder));
  const parsed = schema.safeParse(parse(readFileSync(path, 'utf8'), { version: '1.2' }));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  const prefix = families[family];
  if (prefix === undefined) throw new Error(`${path}: there is no family ${family}`);
  if (!data.id.startsWith(`${prefix}-`)) throw new Error(`${path}: ids start with ${prefix}-`);
  const meta: CheckMeta = { ...data, slug: basename(folder), family };
  return { meta, folder, hasCondition: existsSync(join(folder, 'check.ts')) };
}

/** The text of `data/catalog/checks.json`. */
export function compiledChecks(items: readonly CheckItem[]): string {
  return `{"checks":[\n${items.map(({ meta }) => JSON.stringify(meta)).join(',\n')}\n]}\n`;
}

/** The texts of `catalog/<family>.gen.ts`: the conditions of a family by id. */
export function conditionModules(
  items: readonly CheckItem[],
  root: string,
): ReadonlyMap<string, string> {
  const withCondition = items.filter(({ hasCondition }) => hasCondition);
  const byFamily = Map.groupBy(withCondition, ({ meta }) => meta.family);
  return new Map(
    [...byFamily].map(([family, members]) => [
      join('catalog', `${family}.gen.ts`),
      moduleOf(family, members, join(root, 'catalog')),
    ]),
  );
}

function moduleOf(family: string, items: readonly CheckItem[], home: string): string {
  const lines = items.map(
    ({ folder }, at) =>
      `import { evaluate as c${at} } from './${relative(home, folder)}/check.ts';\n`,
  );
  const entries = items.map(({ meta }, at) => `  '${meta.id}': c${at},\n`);
  return [
    `// Written by tools/catalog.ts from catalog/check/${family}.\n`,
    lines.join(''),
    `/** The conditions of all checks of this family, by id. */\nexport const conditions = {\n${entries.join('')}};\n`,
  ].join('\n');
}
