import { mkdirSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '#web/openapi.ts';

// Writes the description of the API: `node tools/openapi.ts`.
mkdirSync('schema', { recursive: true });
writeFileSync('schema/openapi-1.json', `${JSON.stringify(openApiDocument(), undefined, 2)}\n`);
