import type { Severity } from '#model/severity.ts';
import type { CredentialCheck } from '../checks.ts';
import type { ConfigurationFormat } from '../format/read.ts';
import type { Condition } from './condition.ts';

/** What the catalogue says of a service: `catalog/service/<id>/service.yaml`. */
export interface ServiceRecord {
  readonly id: string;
  readonly title: string;
  /** Page of the product's documentation that the row rests on. */
  readonly reference: string;
  readonly detect: {
    /** Names of packages, in lower case. */
    readonly packages: readonly string[];
    /** Absolute paths of programs. */
    readonly paths: readonly string[];
    /** Last segments of image names. */
    readonly images: readonly string[];
  };
  readonly start: {
    /** Base names of programs that start it. */
    readonly commands: readonly string[];
    /** Names of variables that only images of this service set. */
    readonly env: readonly string[];
  };
  readonly files: readonly ServiceFile[];
  readonly settings: readonly ServiceSetting[];
  readonly verdicts: readonly ServiceVerdict[];
}

/** A configuration file: by base name, by its end (`*redis.conf`), or in a directory (`conf.d/` with `suffix`). */
export interface ServiceFile {
  readonly format: ConfigurationFormat;
  readonly names: readonly string[];
  readonly folders: readonly string[];
  readonly suffix?: string;
  /** Narrows the others: a part of the path. */
  readonly within?: string;
}

/** Something that the verdicts ask for, and where it is set. Later origins win: default, file, variable, command line. */
export interface ServiceSetting {
  readonly name: string;
  /** Keys in files, compared without casing; `*` stands for anything. */
  readonly keys: readonly string[];
  readonly env: readonly string[];
  /** Flags: `--bind`; `-c name` for a value behind a flag. */
  readonly args: readonly string[];
  /** The flag stands alone and means `true`. */
  readonly isSwitch: boolean;
  /** The value is a secret: only its class leaves the file. */
  readonly isSecret: boolean;
  /** Account that the secret belongs to. */
  readonly user?: string;
  readonly fallback?: string;
  /** All values count, joined by line breaks; else the last one. */
  readonly isList: boolean;
}

export interface ServiceVerdict {
  readonly check: CredentialCheck;
  readonly when: Condition;
  /** What is wrong, behind the name of the service: `takes commands without a password`. */
  readonly message: string;
  readonly severity?: Severity;
  /** Told by presence alone, when nothing was set at all. */
  readonly byDefault: boolean;
}
