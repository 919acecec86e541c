import type { CatalogueEntry } from '#app/catalogue.ts';
import type { Database } from '#app/database.ts';
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
  createDatabase(settings: Settings, scope: Scope): Promise<Database>;
}
