import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInPlugins } from '../src/built-in-plugins.ts';
import { sha256Hex } from '../src/kit/hash.ts';
import { loadSecretRules } from '../src/secret/load.ts';

/**
 * Writes `src/analyze/revisions.gen.ts`: run it when a plug-in is added, its revision is raised, or the catalogue changes
 * (after tools/catalog.ts).
 */
const data = join(import.meta.dirname, '..', 'data');
const { analyzers, linkers, reviewers } = await builtInPlugins(data);
const rules = {
  id: 'secret/rules',
  revision: parseInt(loadSecretRules(data).digest.slice(0, 8), 16),
};
const checks = {
  id: 'check/catalogue',
  revision: parseInt(sha256Hex(readFileSync(join(data, 'catalog', 'checks.json'))).slice(0, 8), 16),
};
const lines = [...analyzers, ...linkers, ...reviewers, rules, checks]
  .map(({ id, revision }) => `  { id: '${id}', revision: ${revision} },`)
  .sort();
writeFileSync(
  join(import.meta.dirname, '..', 'src', 'analyze', 'revisions.gen.ts'),
  `/** Made by tools/plugins.ts. Everything that images are read with: the key of the result cache. */
export const pluginRevisions: readonly { readonly id: string; readonly revision: number }[] = [
${lines.join('\n')}
];
`,
);
