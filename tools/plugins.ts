import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInPlugins } from '../src/built-in-plugins.ts';

/** Writes `src/analyze/revisions.gen.ts`: run it when an analyzer or linker is added or its revision is raised. */
const { analyzers, linkers } = await builtInPlugins(join(import.meta.dirname, '..', 'data'));
const lines = [...analyzers, ...linkers]
  .map(({ id, revision }) => `  { id: '${id}', revision: ${revision} },`)
  .sort();
writeFileSync(
  join(import.meta.dirname, '..', 'src', 'analyze', 'revisions.gen.ts'),
  `/** Made by tools/plugins.ts. Every analyzer and linker that images are read with: the key of the result cache. */
export const pluginRevisions: readonly { readonly id: string; readonly revision: number }[] = [
${lines.join('\n')}
];
`,
);
