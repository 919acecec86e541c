import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleText } from './rules.ts';

/** What is built in for what runs: rule files and playbooks, as texts. */
export interface RuntimeCatalogue {
  readonly rules: readonly RuleText[];
  readonly playbooks: readonly RuleText[];
  /** Folder with the built sensor of each platform. */
  readonly sensors: string;
}

/** Reads the compiled catalogue beside the program. */
export function readRuntimeCatalogue(dataDirectory: string): RuntimeCatalogue {
  return {
    rules: filesOf(join(dataDirectory, 'catalog', 'rules.json')),
    playbooks: filesOf(join(dataDirectory, 'catalog', 'playbooks.json')),
    sensors: join(dataDirectory, 'sensor'),
  };
}

/** It was written by `tools/catalog.ts` and comes with the program. */
function filesOf(path: string): readonly RuleText[] {
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly files: readonly RuleText[];
  };
  return files;
}
