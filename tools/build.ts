import { globSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Bundles the program into `dist/`: `caisson.js` with its commands split off, so that a command loads only what it uses,
 * and one file for each worker. `dist/.built` tells the launcher when that was.
 */
const workers = globSync('src/**/*.worker.ts');
const input = Object.fromEntries([
  ['caisson', 'src/main.ts'],
  ...workers.map((path) => [basename(path, '.ts'), path]),
]) as Record<string, string>;

rmSync('dist', { recursive: true, force: true });
const bundle = await rolldown({ input, platform: 'node', logLevel: 'warn' });
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  minify: true,
  sourcemap: false,
});
await bundle.close();
writeFileSync('dist/.built', '');
