import type { Fix, SourceRange } from '#model/source-range.ts';
import type { ShellScript } from '#shell/script.ts';
import type { YamlComment, YamlMap, YamlNode, YamlScalar, YamlText } from '#yaml/node.ts';
import type { GithubFacts } from './github/facts.ts';
import type { JenkinsFacts } from './jenkins/facts.ts';
import type { PipelineSettings, ReferenceAdvisory } from './settings.ts';
import type { SourceText } from './source-text.ts';
import type { UpdateRules } from './update-rules.ts';

const pipelineSystems = [
  'github',
  'gitlab',
  'azure',
  'tekton',
  'jenkins',
  'circleci',
  'argo',
  'drone',
  'woodpecker',
  'pre-commit',
  'dependabot',
  'renovate',
] as const;
export type PipelineSystem = (typeof pipelineSystems)[number];

/** What a check of the family sees: one file, read by the loader of its system. */
export interface PipelineSubject {
  readonly system: PipelineSystem;
  /** As it stands in reports. */
  readonly path: string;
  readonly source: SourceText;
  /** Absent for what is no YAML: Jenkinsfiles, JSON. */
  readonly yaml?: YamlText;
  /** Absent for files that only configure a bot or hooks. */
  readonly pipeline?: Pipeline;
  /** What an update bot is told. */
  readonly updates?: UpdateRules;
  /** Everything that the file fetches from elsewhere, in the order of the file: actions, templates, images, hooks. */
  readonly references: readonly Reference[];
  /** What the person who runs the checks or the repository wants: policies, lists, limits. */
  readonly settings: PipelineSettings;
  /** Only of GitHub workflows and actions: what is special about them. */
  readonly github?: GithubFacts;
  /** Only of Jenkinsfiles: what stands in them as Groovy. */
  readonly jenkins?: JenkinsFacts;
  /** Comments of what is no YAML. */
  readonly comments?: readonly YamlComment[];
  /** The script as shell, read once however often it is asked for; `undefined` for other languages. Offsets are those of `text`. */
  readonly shell: (script: Script) => ShellScript | undefined;
  /** Published vulnerabilities of a version of an action; none where no database is at hand. */
  readonly advisoriesOf: (source: string, version: string) => readonly ReferenceAdvisory[];
  /** A file of the same tree, relative to the root of the repository where that is known, else to this file's directory. */
  readonly sibling: (relativePath: string) => Uint8Array | undefined;
}

/** Who can start which jobs, with whose code, what they hold and what they run. */
export interface Pipeline {
  /** `template`: cannot start by itself (composite actions, templates, reusable parts). */
  readonly form: 'pipeline' | 'template';
  readonly range: SourceRange;
  readonly name?: SourceString;
  readonly triggers: readonly Trigger[];
  readonly permissions?: Permissions;
  readonly variables: readonly Variable[];
  readonly concurrency?: YamlNode;
  readonly jobs: readonly Job[];
  /** Values from outside that end where they are executed; `fixed` ones are not listed. */
  readonly flows: readonly Flow[];
  /** Places where secrets are read. */
  readonly secrets: readonly SecretUse[];
}

/** A text as it stands in the file, the place without its quotes' meaning: `range` covers quotes too. */
export interface SourceString {
  readonly value: string;
  readonly range: SourceRange;
  /** Absent for what is no YAML. */
  readonly node?: YamlScalar;
}

const triggerKinds = [
  'push',
  'tag',
  'release',
  'pr',
  'pr-target',
  'comment',
  'issue',
  'schedule',
  'manual',
  'upstream',
  'call',
  'api',
  'other',
] as const;

export interface Trigger {
  /** As the system calls it: `pull_request_target`. */
  readonly name: SourceString;
  readonly kind: (typeof triggerKinds)[number];
  /** The least trusted person who can start it. */
  readonly actor: Actor;
  /** Whose code it checks out and, for `head`, whose pipeline file runs. */
  readonly codeFrom: 'base' | 'head' | 'none';
  /** Whether the run holds the repository's secrets. */
  readonly secrets: 'all' | 'none' | 'approved';
  /** What stands below it: filters, types, inputs. */
  readonly settings?: YamlNode;
  /** Name with everything below it. */
  readonly range: SourceRange;
}

/** Least trusted first. `outsider`: anybody with an account, `contributor`: has write access, `system`: the clock, the forge. */
export const actors = ['outsider', 'contributor', 'maintainer', 'system'] as const;
export type Actor = (typeof actors)[number];

/** Rights of the token that the system hands to jobs. */
export interface Permissions {
  /** Given as one word for everything. */
  readonly all?: 'read' | 'write' | 'none';
  readonly scopes: readonly {
    readonly name: SourceString;
    readonly level: 'read' | 'write' | 'none' | 'other';
    readonly range: SourceRange;
  }[];
  readonly range: SourceRange;
  readonly node?: YamlNode;
}

/** A name with a value: environment variable, input of an action, parameter. */
export interface Variable {
  readonly name: SourceString;
  /** The value as text; empty where it is no scalar. */
  readonly value: string;
  /** Place of the value. */
  readonly range: SourceRange;
  readonly node?: YamlNode;
}

export interface Job {
  /** Name by which the file knows it; for systems with one unnamed job the name of the pipeline, or empty. */
  readonly id: SourceString;
  readonly name?: SourceString;
  /** All of it, without its key. */
  readonly range: SourceRange;
  readonly node?: YamlMap;
  /** What starts it; those of the pipeline unless the job narrows them. */
  readonly triggers: readonly Trigger[];
  readonly runner: Runner;
  readonly image?: Reference;
  readonly services: readonly Reference[];
  readonly permissions?: Permissions;
  /** A protected place to deploy to, with secrets and approvals of its own. */
  readonly environment?: SourceString;
  readonly condition?: Condition;
  readonly needs: readonly SourceString[];
  readonly concurrency?: YamlNode;
  readonly variables: readonly Variable[];
  /** A whole pipeline or template that runs as this job. */
  readonly call?: Reference;
  /** What `call` is given. */
  readonly inputs: readonly Variable[];
  readonly mayFail: boolean;
  readonly steps: readonly Step[];
}

export interface Runner {
  readonly type: 'hosted' | 'self-hosted' | 'unknown';
  readonly labels: readonly SourceString[];
  readonly range?: SourceRange;
}

export interface Step {
  /** Position in its job, from 0. */
  readonly index: number;
  readonly id?: SourceString;
  readonly name?: SourceString;
  readonly range: SourceRange;
  readonly node?: YamlMap;
  readonly uses?: Reference;
  /** Several where the system allows lists of commands that share one shell or differ in kind. */
  readonly scripts: readonly Script[];
  readonly inputs: readonly Variable[];
  readonly variables: readonly Variable[];
  readonly condition?: Condition;
  readonly mayFail: boolean;
}

/** A text that decides whether something runs, as written; the language is the system's own. */
export interface Condition extends SourceString {}

const dialects = ['bash', 'sh', 'pwsh', 'cmd', 'python', 'javascript', 'groovy', 'other'] as const;
export type Dialect = (typeof dialects)[number];

/** A program text inside the file. */
export interface Script {
  readonly text: string;
  readonly dialect: Dialect;
  /** As written: `bash -e {0}`; absent where the default applies. */
  readonly shell?: SourceString;
  readonly range: SourceRange;
  readonly node?: YamlNode;
  /** What the system replaces in `text` before the program is read, in order, never overlapping. */
  readonly holes: readonly Hole[];
  /** The place in the file of `text` from `start` to `end` (excluded). */
  readonly rangeOf: (start: number, end: number) => SourceRange;
}

/** A stretch of a script that the system fills in: `${{ … }}`, `$(X)`, `{{ … }}`. */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** What stands between the delimiters, trimmed. */
  readonly expression: string;
}

/**
 * `fixed`: hashes, numbers, names that the outsider cannot choose. `structured`: a narrow alphabet that still holds `$(…)` and
 * `;` (branch names, labels). `arbitrary`: any text.
 */
export const trusts = ['fixed', 'structured', 'arbitrary'] as const;
export type Trust = (typeof trusts)[number];

/** A value from outside that arrives where it is executed. */
export interface Flow {
  /** The value as the system calls it: `github.event.issue.title`. */
  readonly source: string;
  readonly trust: Trust;
  /** The least trusted person who can set it, given what starts the job. */
  readonly actor: Actor;
  /** Whether a run that this person starts holds secrets or a token that can write. */
  readonly privileged: boolean;
  readonly sink: Sink;
  /** The value in the sink: what stands between the delimiters, or the part of it that names the value. */
  readonly range: SourceRange;
  /** Names that it passes through, source first, sink last: `env.TITLE`, `steps.x.outputs.y`. */
  readonly path: readonly string[];
  readonly job?: Job;
  readonly step?: Step;
  /** Whether what starts the pipeline brings this value at all; otherwise it is empty today. */
  readonly provided: boolean;
  /** What takes it out of the program text. */
  readonly fix?: () => Fix | undefined;
}

/** `script`: program text. `input`: an input that an action evaluates. `environment`: a file that sets variables of later steps. */
export interface Sink {
  readonly kind: 'script' | 'input' | 'environment';
  /** For people: `run`, `script of actions/github-script`, `GITHUB_ENV`. */
  readonly label: string;
}

export interface SecretUse {
  /** `*` where all of them are handed over. */
  readonly name: string;
  readonly range: SourceRange;
  readonly where: 'variable' | 'input' | 'script' | 'condition' | 'call' | 'other';
  readonly job?: Job;
  readonly step?: Step;
}

const referenceKinds = [
  'action',
  'workflow',
  'template',
  'task',
  'orb',
  'component',
  'include',
  'image',
  'hook',
  'library',
] as const;
export type ReferenceKind = (typeof referenceKinds)[number];

/** Something that the file fetches from elsewhere. */
export interface Reference {
  readonly kind: ReferenceKind;
  /** As written: `actions/checkout@v4`, `node:20`. */
  readonly text: SourceString;
  /** `local`: from the same checkout or repository. `dynamic`: an expression decides; nothing else is known. */
  readonly origin: 'remote' | 'local' | 'dynamic';
  /** Without version: `actions/checkout`, `github/codeql-action/init`, `docker.io/library/node`, `https://…`. */
  readonly source: string;
  /** Version, tag, branch or commit as written; absent where none is. */
  readonly version?: string;
  readonly pinned: Pinning;
  /** The comment behind it on its line. */
  readonly comment?: SourceString;
  readonly job?: SourceString;
  /** Index of the step. */
  readonly step?: number;
}

/** Strongest first. `version`: an exact version of a registry that never changes one; `none`: `latest` or nothing at all. */
const pinnings = ['digest', 'version', 'tag', 'branch', 'none'] as const;
export type Pinning = (typeof pinnings)[number];
