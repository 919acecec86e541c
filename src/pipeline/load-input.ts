import type { ShellScript } from '#shell/script.ts';
import type { YamlText } from '#yaml/node.ts';
import type { PipelineSubject, Script } from './model.ts';
import type { PipelineSettings } from './settings.ts';
import type { SourceText } from './source-text.ts';

/** What a loader is given: the file, read as YAML, and what surrounds it. */
export interface LoadInput {
  readonly path: string;
  readonly source: SourceText;
  readonly yaml: YamlText;
  readonly settings: PipelineSettings;
  readonly shell: (script: Script) => ShellScript | undefined;
  /** See `PipelineSubject.advisoriesOf`. */
  readonly advisoriesOf: PipelineSubject['advisoriesOf'];
  /** See `PipelineSubject.sibling`. */
  readonly sibling: (relativePath: string) => Uint8Array | undefined;
}
