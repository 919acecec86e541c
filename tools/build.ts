import {
  cpSync,
  existsSync,
  globSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { rolldown } from 'rolldown';
import { buildConsole } from './build-console.ts';

/**
 * Bundles the program into `dist/`: `caisson.js` with its commands split off, so that a command loads only what it uses,
 * and one file for each worker; the console and the fonts of reports beside it. `dist/.built` tells the launcher when that was.
 */
const workers = globSync('src/**/*.worker.ts', { exclude: ['**/testdata/**'] });
const input = Object.fromEntries([
  ['caisson', 'src/main.ts'],
  ...workers.map((path) => [basename(path, '.ts'), path]),
]) as Record<string, string>;

// Built aside and then swapped, so that a start meanwhile finds the old program or the new one.
const startedAt = new Date();
const work = `.tmp/dist-${process.pid}`;
const bundle = await rolldown({
  input,
  platform: 'node',
  logLevel: 'warn',
  transform: { define: { __dirname: 'import.meta.dirname' } }, // some packages are CommonJS
});
await bundle.write({
  dir: work,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  minify: true,
  // What every scan needs is one file: each file that is loaded costs more than what it holds.
  codeSplitting: {
    groups: [
      {
        name: 'core',
        test: /\/src\/(?:kit|model|version|contract|match|risk|remedy|compare|lineage)\//,
      },
      { name: 'analyzers', test: /\/src\/analyze\/(?:os|language|binary|software)\// },
    ],
  },
  sourcemap: false,
});
await bundle.close();
await buildConsole(`${work}/console`, 'dist/console');
// Of the library only what its door does not hold: the fonts, which it reads as files.
cpSync('node_modules/pdfmake/fonts/Roboto', `${work}/fonts`, { recursive: true });
writeFileSync(`${work}/.built`, '');
utimesSync(`${work}/.built`, startedAt, startedAt); // what changes during the build is newer
if (existsSync('dist')) renameSync('dist', `${work}.old`);
renameSync(work, 'dist');
rmSync(`${work}.old`, { recursive: true, force: true });
