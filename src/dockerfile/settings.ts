import type { Severity } from '#model/severity.ts';

/** What a label of a schema has to hold (hadolint's documentation, "Linting Labels"). */
export const labelTypes = ['text', 'url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const;
export type LabelType = (typeof labelTypes)[number];

/** What a project says about its Dockerfiles, in the configuration files of the tools it already uses. */
export interface DockerfileSettings {
  /** Registries that images may come from; a `*` at the start or the end stands for anything. Empty: all. */
  readonly trustedRegistries: readonly string[];
  /** Labels that every image needs. */
  readonly labels: ReadonlyMap<string, LabelType>;
  /** Whether only labels of the schema may be set. */
  readonly strictLabels: boolean;
  /** Checks that the project does not want: `tool:id`, or an id of ours. */
  readonly ignored: readonly IgnoredCheck[];
  /** Other severities for some checks, by `tool:id`. */
  readonly severities: ReadonlyMap<string, Severity>;
  /** Lowest severity that fails a run; absent: not said. */
  readonly failOn?: Severity | 'none';
  /** Whether comments in the file may accept what is found. */
  readonly inlineIgnores: boolean;
}

/** A check that a configuration file switches off. */
export interface IgnoredCheck {
  readonly id: string;
  /** Only for files that match, as `.trivyignore.yaml` says. */
  readonly paths?: readonly string[];
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly reason?: string;
}

/** The settings of a project that says nothing. */
export const defaultSettings: DockerfileSettings = {
  trustedRegistries: [],
  labels: new Map(),
  strictLabels: false,
  ignored: [],
  severities: new Map(),
  inlineIgnores: true,
};
