import type { CatalogueEntry } from '#app/catalogue.ts';
import type { Database } from '#app/database.ts';
import type { UpOptions } from '#app/platform/up/up-options.ts';
import type { RuntimeCatalogue } from '#app/runtime/catalogue.ts';
import type { Toolbox } from '#app/toolbox.ts';
import type { Scope } from '#contract/scope.ts';
import type { Settings } from './settings.ts';

/** What the faces get from `main.ts`. Everything heavy is loaded when a command asks for it. */
export interface Program {
  readonly version: string;
  createToolbox(settings: Settings, scope: Scope): Promise<Toolbox>;
  /** All checks and secret rules. */
  catalogue(): Promise<readonly CatalogueEntry[]>;
  /** Rules, playbooks and sensors for what runs. */
  runtimeCatalogue(): Promise<RuntimeCatalogue>;
  /** What the platform needs beside its settings; the web face is loaded with it. */
  platform(settings: Settings): Promise<PlatformParts>;
  createDatabase(settings: Settings, scope: Scope): Promise<Database>;
}

/** Parts of the platform that only the composition root can make. */
export type PlatformParts = Pick<
  UpOptions,
  'program' | 'registry' | 'checks' | 'openWebFace' | 'consoleDirectory' | 'fontDirectory'
>;
