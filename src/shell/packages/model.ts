import type { Arguments } from '../flags.ts';
import type { ShellCommand, ShellWord } from '../script.ts';

/** Package managers that are understood; variants of one tool share a name (`pip3.12` is `pip`, `tdnf` is `dnf`). */
export const packageTools = [
  'apt-get',
  'apt',
  'aptitude',
  'apk',
  'yum',
  'dnf',
  'microdnf',
  'zypper',
  'pacman',
  'pip',
  'pipx',
  'pipenv',
  'uv',
  'poetry',
  'conda',
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'gem',
  'go',
  'cargo',
  'composer',
] as const;
export type PackageTool = (typeof packageTools)[number];

/** What a call does, whatever the tool calls it. */
export type PackageAction =
  | 'install'
  | 'update'
  | 'upgrade'
  | 'dist-upgrade'
  | 'remove'
  | 'clean'
  | 'run'
  | 'other';

/** One call of a package manager. */
export interface PackageCommand {
  readonly tool: PackageTool;
  readonly action: PackageAction;
  /** As written: `add`, `groupinstall`; empty when there is none. */
  readonly subcommand: string;
  readonly subcommandWord?: ShellWord;
  readonly packages: readonly PackageRequest[];
  /** All options and operands, the subcommand included. */
  readonly given: Arguments;
  readonly command: ShellCommand;
}

/** Something that a call asks for. */
export interface PackageRequest {
  readonly name: string;
  /** As written: `1.2*`, `^3`, `>=2`. */
  readonly version?: string;
  /** Whether it names a version, or cannot be another one: a local file, a revision. */
  readonly pinned: boolean;
  readonly kind: 'name' | 'file' | 'url' | 'vcs' | 'group' | 'dynamic';
  readonly word: ShellWord;
}
