import type { Priority } from '#model/detection.ts';

/** What `loadRules` is told beside the files. */
export interface LoadOptions {
  /** Rules of lower priority are left out. */
  readonly minimumPriority?: Priority;
  /** Files must mean the same to Falco: our own keys are warned of, our own fields are errors. */
  readonly falcoStrict?: boolean;
  /** Version of Falco's engine that `required_engine_version` is compared with. */
  readonly engineVersion?: string;
  /** Switches rules on and off, in this order, after the files. */
  readonly selections?: readonly RuleSelection[];
  readonly appendOutputs?: readonly AppendOutput[];
  /** Largest file in bytes; 10 MB where absent. */
  readonly maxFileBytes?: number;
}

/** `rule` is a name in which `*` stands for anything; `tag` is one tag. Both must fit where both are given. */
export interface RuleSelection {
  readonly action: 'enable' | 'disable';
  readonly rule?: string;
  readonly tag?: string;
}

/** What is added to the output of rules (`append_output` of Falco's configuration). */
export interface AppendOutput {
  readonly match?: {
    readonly source?: string;
    /** The rule has all of them. */
    readonly tags?: readonly string[];
    readonly rule?: string;
  };
  readonly extraOutput?: string;
  /** A field by its name, or a format under a key. */
  readonly extraFields?: readonly (string | { readonly key: string; readonly format: string })[];
  /** Adds the fields of container and pod. */
  readonly suggestedOutput?: boolean;
}
