/** What a person chose about checks and secrets. Files are absolute. */
export interface InspectionSettings {
  /** Checks to run although they are off by default: ids, slugs, aliases, or `all`. */
  readonly enable: readonly string[];
  /** Checks that do not run. */
  readonly disable: readonly string[];
  /** Kinds of findings that nobody looks for. */
  readonly skip: readonly SkippableKind[];
  /** Secret rules, allow lists and baselines of the person: `trivy-secret.yaml`, `.gitleaks.toml`, `.secrets.baseline` … */
  readonly secretRules: readonly string[];
  /** Lists of digests of known malware. */
  readonly hashLists: readonly string[];
  /** YARA rules of the person: a file or a directory. */
  readonly yaraRules?: string;
  /** Socket of a clamd that is shown every file. */
  readonly clamdSocket?: string;
  /** Issuers that may be asked whether a secret still works; none unless named. */
  readonly validate: readonly string[];
}

/** What can be left out of a scan, in the plural as people write it. */
export const skippableKinds = ['secrets', 'credentials', 'malware', 'misconfigurations'] as const;
export type SkippableKind = (typeof skippableKinds)[number];
