import type { SourceRange } from '#model/source-range.ts';
import type { YamlMap } from '#yaml/node.ts';
import type { SourceString } from './model.ts';

/** What an update bot (Dependabot, Renovate) is told, one entry for each ecosystem or package rule. */
export interface UpdateRules {
  readonly entries: readonly UpdateEntry[];
  readonly range: SourceRange;
}

export interface UpdateEntry {
  /** `npm`, `github-actions`; for Renovate the rule's matcher or `*`. */
  readonly ecosystem: SourceString;
  readonly range: SourceRange;
  readonly node?: YamlMap;
  /** Days that a release must be old; absent when nothing is said. */
  readonly cooldownDays?: number;
  /** Place of what says so, else of the nearest thing that is there. */
  readonly cooldownRange?: SourceRange;
  /** The setting that lets the bot run code of what it updates. */
  readonly executesCode?: SourceRange;
}
