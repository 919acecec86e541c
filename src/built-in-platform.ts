import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistrySettings } from '#artifact/registry/settings.ts';
import { loadCheckMetas } from '#check/catalogue.ts';
import type { PlatformParts } from '#cli/program.ts';
import type { Settings } from '#cli/settings.ts';
import { createWebServer } from '#web/web-server.ts';

/** Built beside the program; run from source, in the checkout's own build. */
const consoleDirectories = [
  join(import.meta.dirname, 'console'),
  join(import.meta.dirname, '..', 'dist', 'console'),
];

/** What the platform needs beside its settings. */
export function platformParts(
  dataDirectory: string,
  registry: RegistrySettings,
  { cacheDirectory, databaseDirectory, environment }: Settings,
): PlatformParts {
  const consoleDirectory = consoleDirectories.find((path) => existsSync(join(path, 'index.html')));
  const fonts = join(import.meta.dirname, 'fonts');
  const [, file = ''] = process.argv;
  return {
    registry,
    checks: [...loadCheckMetas(dataDirectory).values()],
    openWebFace: createWebServer,
    program: {
      executable: process.execPath,
      arguments: [...process.execArgv, file],
      options: [
        '--cache-dir',
        cacheDirectory,
        ...(databaseDirectory === undefined ? [] : ['--db', databaseDirectory]),
      ],
      environment,
    },
    ...(consoleDirectory !== undefined && { consoleDirectory }),
    // Run from source, those of the library are taken.
    ...(existsSync(fonts) && { fontDirectory: fonts }),
  };
}
