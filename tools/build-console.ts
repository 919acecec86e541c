import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const sources = ['console/**/*', 'src/wire/**/*.ts', 'package-lock.json', 'tools/build-console.ts'];

/**
 * Builds the console into `to`, each file also packed by brotli and gzip. What `before` holds is taken over when no source
 * has changed since: the stamp is a digest of all sources.
 */
export async function buildConsole(to: string, before: string): Promise<void> {
  const stamp = sourcesDigest();
  if (existsSync(`${before}/.stamp`) && readFileSync(`${before}/.stamp`, 'utf8') === stamp) {
    cpSync(before, to, { recursive: true });
    return;
  }
  await buildAsShipped(resolve(to));
  for (const path of globSync(`${to}/**/*.{js,css,html,svg}`)) pack(path);
  writeFileSync(`${to}/.stamp`, stamp);
}

/** React as it ships, also where a test builds it: vite takes `NODE_ENV=test` for development. */
async function buildAsShipped(outDir: string): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    const configFile = resolve('console/vite.config.ts');
    await build({ configFile, logLevel: 'warn', build: { outDir } });
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}

function sourcesDigest(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) => `${entry.parentPath}/${entry.name}`);
  for (const path of files.toSorted()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

function pack(path: string): void {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
