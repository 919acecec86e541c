import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { breakingChanges } from '#web/breaking-change.ts';
import { openApiDocument } from '#web/openapi.ts';

/**
 * Writes the description of the API:
 *
 *     node tools/openapi.ts && biome check --write schema
 *
 * What callers of the description before would lose is told instead; `--breaking` writes it all the same.
 */
const path = 'schema/openapi-1.json';
const text = `${JSON.stringify(openApiDocument(), undefined, 2)}\n`;
const before: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
const lost = breakingChanges(before, JSON.parse(text));
if (lost.length > 0 && !process.argv.includes('--breaking')) {
  console.error(`callers would lose (write it with --breaking):\n${lost.join('\n')}`);
  process.exitCode = 1;
} else {
  mkdirSync('schema', { recursive: true });
  writeFileSync(path, text);
}
