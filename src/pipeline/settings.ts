import type { Scope } from '#contract/scope.ts';
import type { Severity } from '#model/severity.ts';

/** What a person or the repository wants of pipeline checks. Everything has a default; see `defaultSettings`. */
export interface PipelineSettings {
  /** Which references must be pinned how; the most specific pattern decides. */
  readonly pinning: readonly PinningPolicy[];
  /** Only these sources (when given) and none of those. Patterns like `actions/*`. */
  readonly allowedSources?: readonly string[];
  readonly deniedSources?: readonly string[];
  /** Days that an update bot has to wait. */
  readonly cooldownDays: number;
  /** Names of secrets that may be used outside environments. */
  readonly secretsOutsideEnvironment: readonly string[];
  /** Labels of self-hosted runners that pull requests may use. */
  readonly allowedRunners: readonly string[];
  /** Ids of advisories that are accepted. */
  readonly acceptedAdvisories: readonly string[];
  /** Checks (ids, slugs, aliases) that the repository's own configuration accepts, everywhere or in some places. */
  readonly ignores: readonly PipelineIgnore[];
  /** Severities that the repository gives to findings, by alias (`zizmor:artipacked`). */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Version of an action's or image's pin, from a lock file or a mirror; never guessed. */
  readonly digestOf?: (source: string, version: string) => string | undefined;
  /** What the forge says of a version: lets the caller ask it. */
  readonly forgeFactsOf?: (source: string, version: string) => ForgeFacts | undefined;
  /** Advisories of an action: lets the caller ask its own database, with the scope of the check that asks. */
  readonly advisoriesOf?: (
    source: string,
    version: string,
    scope: Scope,
  ) => readonly ReferenceAdvisory[];
}

/** What only the forge knows of a version of an action. */
export interface ForgeFacts {
  /** The commit is on no branch or tag of the repository. */
  readonly foreignCommit?: boolean;
  readonly branchAndTag?: boolean;
  /** Tags that point to the commit; empty when none does. */
  readonly tags?: readonly string[];
}

export interface ReferenceAdvisory {
  readonly id: string;
  /** Other ids of the same vulnerability. */
  readonly aliases?: readonly string[];
  readonly severity: Severity;
  readonly fixedVersion?: string;
}

export interface PinningPolicy {
  /** `*`, `owner/*`, `owner/repo/*`, `owner/repo`, `owner/repo/path`. */
  readonly pattern: string;
  readonly demands: 'digest' | 'version' | 'any';
}

/** An entry of a configuration file of the repository (`zizmor.yml`, `.poutine.yml`, `scorecard.yml`) that accepts findings. */
export interface PipelineIgnore {
  /** The file and what it says, for people. */
  readonly marker: string;
  /** Line of the entry in that file. */
  readonly line: number;
  /** The tool whose ids they are. */
  readonly tool: 'zizmor' | 'poutine' | 'scorecard';
  /** Ids as written; empty for every check. */
  readonly rules: readonly string[];
  /** Path or its last segment; absent for every file. */
  readonly path?: string;
  readonly atLine?: number;
  readonly atColumn?: number;
  readonly job?: string;
  readonly severity?: string;
  /** Source of the reference that is accepted (`actions/checkout`). */
  readonly source?: string;
  readonly advisory?: string;
}

export const defaultSettings: PipelineSettings = {
  pinning: [],
  cooldownDays: 7,
  secretsOutsideEnvironment: [],
  allowedRunners: [],
  acceptedAdvisories: [],
  ignores: [],
  severities: new Map(),
};
