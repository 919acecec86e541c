import type { Fault, FaultKind } from '#model/fault.ts';
import type { FieldPatch, FieldPath, ObjectReference } from '#model/kubernetes.ts';
import type { Location } from '#model/location.ts';
import type { Gap } from '#model/observation.ts';
import type { Secret } from '#model/secret.ts';
import type { Severity } from '#model/severity.ts';
import type { Fix, SourceRange } from '#model/source-range.ts';
import type { Plugin } from './plugin.ts';
import type { Scope } from './scope.ts';

/** What the catalogue says of a check: `catalog/check/<family>/<slug>/check.yaml`. */
export interface CheckMeta {
  /** Permanent, never reused: `CSN-DF-0012`. */
  readonly id: string;
  /** Name of its folder, a handle for people: `no-sudo`. */
  readonly slug: string;
  readonly family: string;
  readonly kind: FaultKind;
  /** Raised whenever the same input may give another result. */
  readonly revision: number;
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters: what an intruder or an accident makes of it. */
  readonly rationale: string;
  /** What to do, as an order to a person. */
  readonly remediation: string;
  readonly references: readonly string[];
  /** `tool:id` for tools that ask the same question, also spellings that people know. */
  readonly aliases: readonly string[];
  /** `framework:item`. */
  readonly controls: readonly string[];
  /** Version of the program that brought it. */
  readonly since: string;
  readonly status: 'stable' | 'experimental' | 'deprecated';
  /** Whether it runs when nobody asks for it by name. */
  readonly enabled: boolean;
}

/** A check: what the catalogue says of it and the condition beside it. `Subject` is what the room of its family offers. */
export interface Check<Subject> {
  readonly meta: CheckMeta;
  readonly evaluate: Condition<Subject>;
}

/** Pure. Yields one violation for each place that has to be changed. */
export type Condition<Subject> = (subject: Subject) => Iterable<Violation>;

export interface Violation {
  /** What is wrong here, with names and values; absent: the title of the check says it all. */
  readonly message?: string;
  /** The place in the file; absent when it is about all of it. */
  readonly range?: SourceRange;
  /** In place of a range, where what is checked is no source file: a field of the image, a path in it. */
  readonly place?: Location;
  /** See `Fault.subject`. */
  readonly subject?: string;
  /** See `Fault.identity`. */
  readonly identity?: string;
  /** Besides those of the check, where it stands for many: `shellcheck:SC2086`. */
  readonly aliases?: readonly string[];
  /** In place of the check's own, where the case is better or worse than usual. */
  readonly severity?: Severity;
  readonly evidence?: readonly { readonly label: string; readonly text: string }[];
  readonly fixes?: readonly Fix[];
  /** The object of a cluster that has it, where several are checked together; absent: the subject's own. */
  readonly object?: ObjectReference;
  /** In place of a range, in an object of a cluster: the field that has to be changed, or the nearest one that is there. */
  readonly field?: FieldPath;
  /** In place of fixes, in an object of a cluster: who reports makes edits of the file of them. */
  readonly patches?: readonly FieldPatch[];
}

/** A file that a checker is shown, by itself or as part of a tree. */
export interface CheckedFile {
  /** As it stands in reports: relative to what the person named, or absolute in an artifact. Uses `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /**
   * Another file of the same tree by a path relative to this file's directory (`.dockerignore`, included templates);
   * `undefined` when it is not there, outside the tree, too large, or not to be had.
   */
  sibling(relativePath: string): Uint8Array | undefined;
  /** Reads the bytes once more, for those who look at many files and come back to one; `undefined` when they are gone. Absent: keep them. */
  readonly again?: () => Uint8Array | undefined;
  /** A program made the bytes of the file at `path` (a template): the line of that file for a line of them. */
  readonly rendered?: { lineOf(line: number): number | undefined };
}

/** Finds faults in one kind of source file: Dockerfiles, workflows, manifests. */
export interface FileChecker extends Plugin<'checker'> {
  /** What it calls such a file, for people: `Dockerfile`, `GitHub workflow`. */
  readonly fileKind: string;
  /** Whether this is such a file, by its path, and by its first bytes (up to 4 KiB) when the path does not tell. */
  recognises(path: string, head: Uint8Array): boolean;
  /**
   * Never throws on what a file may hold: broken syntax is a gap with its line, and the rest is still checked. Throws
   * `limit.*` where even that would cost too much.
   */
  check(file: CheckedFile, scope: Scope): FileResult;
  /** The same in two steps, for files that hold scripts which another program may judge in between. */
  open?(file: CheckedFile, scope: Scope): OpenedCheck;
  /** For files that say more together than each alone (manifests of one application): takes the place of `check`. */
  together?(scope: Scope): SetCheck;
}

/** A check of many files, made for one run. */
export interface SetCheck {
  /** What one file shows by itself; as `FileChecker.check`. */
  add(file: CheckedFile): FileResult;
  /** What they show together; called once, behind the last file. */
  finish(): FileResult;
}

/** A file that is read but not judged yet. */
export interface OpenedCheck {
  /** The scripts in it, in its order. */
  readonly scripts: readonly EmbeddedScript[];
  /** Judges the file; `comments` are those on each script, absent where nobody else judged it. */
  finish(comments: readonly (readonly ScriptComment[] | undefined)[]): FileResult;
}

/** A shell script inside a file. */
export interface EmbeddedScript {
  readonly text: string;
  /** `sh`, `bash`, `dash`, `ash`, `ksh`, `zsh`. */
  readonly dialect: string;
  /** Variables that are set before it runs. */
  readonly declared: readonly string[];
}

/** What a program says of a script; `start` and `end` (excluded) are UTF-16 code units of its text. */
export interface ScriptComment {
  /** ShellCheck's number: `2086`. */
  readonly code: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface FileResult {
  readonly faults: readonly Fault[];
  readonly gaps: readonly Gap[];
  /** Only from checkers of text that look for secrets. */
  readonly secrets?: readonly Secret[];
  /** What a person should know of the file, such as markers that accept nothing; each a line with path and line. */
  readonly notices?: readonly string[];
}
