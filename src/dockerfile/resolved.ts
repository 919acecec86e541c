import type { MappedText } from './mapped-text.ts';
import type { Mount } from './mount.ts';
import type { PortRange } from './port.ts';
import type { Span } from './source-text.ts';
import type { Comment, Heredoc, Instruction, Stage, Word } from './tree.ts';

/** What is known of a base image from elsewhere: a scan, a registry, an engine. All as in its configuration. */
export interface BaseFacts {
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly user?: string;
  readonly workdir?: string;
  readonly shell?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly healthcheck?: readonly string[];
  readonly onbuild?: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** `linux/arm64`. */
  readonly platform?: string;
}

/** What stands outside the file and decides what it means. */
export interface BuildInputs {
  /** Build arguments that the user gives. */
  readonly buildArgs?: ReadonlyMap<string, string>;
  /** Stage to build, by name or number; absent: the last one. */
  readonly target?: string;
  /** Content of the ignore file that counts; absent when there is none. */
  readonly dockerignore?: string;
  /** Base images by their expanded name. */
  readonly baseFacts?: (image: string) => BaseFacts | undefined;
  /** Names of further build contexts, which stand in for images and stages. */
  readonly contexts?: ReadonlySet<string>;
  /** `linux/amd64` when absent. */
  readonly platform?: string;
}

/** A word with its variables put in. */
export interface Expanded extends MappedText {
  /** The word as written. */
  readonly word: Word;
  /** Whether every variable in it has a value that the file or its inputs state. */
  readonly known: boolean;
  /** Variables that it reads. */
  readonly variables: readonly string[];
  /** Variables that nothing sets where it stands. */
  readonly unset: readonly UnsetVariable[];
  /** Why a build refuses it. */
  readonly error?: string;
}

export interface UnsetVariable {
  readonly name: string;
  /** Every use has `-`, `+` or `?`: the author knows. */
  readonly guarded: boolean;
  /** A name like it that is set. */
  readonly similar?: string;
}

/** A value of the final image and the instruction that set it; no step: it comes from the base image. */
export interface Setting<Value> {
  readonly value: Value;
  readonly step?: Step;
  /** Whether the value is certain: no unknown variable in it. */
  readonly known: boolean;
}

/** What a stage starts from. */
export type Base =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'context'; readonly name: string }
  | {
      readonly kind: 'image';
      /** Expanded; may be empty or wrong. */
      readonly image: Expanded;
      readonly facts?: BaseFacts;
    };

/** An instruction of a stage with its values where it stands. */
export interface Step {
  readonly instruction: Instruction;
  /** Number of the stage in which it takes effect. */
  readonly stage: number;
  /** What an ONBUILD of a base left for this stage; its instruction then may stand in another file. */
  readonly inherited: boolean;
  /** ENV, LABEL, ARG; for ARG the value that counts, given, inherited or its default. */
  readonly pairs: readonly ExpandedPair[];
  /** EXPOSE and VOLUME: its words; USER, WORKDIR, STOPSIGNAL: its one. */
  readonly words: readonly Expanded[];
  readonly ports: readonly PortRange[];
  readonly copy?: CopyFacts;
  readonly run?: RunOptions;
  /** WORKDIR in force before it, absolute; absent when neither file nor base tells. */
  readonly workdir?: Setting<string>;
  /** SHELL in force. */
  readonly shell: Setting<readonly string[]>;
  /** USER in force before it; absent when neither file nor base tells. */
  readonly user?: Setting<string>;
}

export interface ExpandedPair {
  readonly key: Expanded;
  readonly value?: Expanded;
  /** Text that counts; absent for an ARG that nothing sets. */
  readonly text?: string;
  readonly legacy: boolean;
  readonly span: Span;
}

/** COPY and ADD. */
export interface CopyFacts {
  readonly sources: readonly CopySource[];
  readonly destination?: Expanded;
  /** Where `--from` points. */
  readonly from?: CopyFrom;
  readonly chown?: Expanded;
  readonly chmod?: Expanded;
  readonly checksum?: Expanded;
}
export interface CopySource {
  readonly kind: 'path' | 'http' | 'git' | 'heredoc';
  readonly text: Expanded;
  readonly heredoc?: Heredoc;
  /** Text of a heredoc that is not quoted, with its variables put in. */
  readonly content?: Expanded;
}
export interface CopyFrom {
  readonly kind: 'stage' | 'image' | 'context' | 'wrong';
  /** As written. */
  readonly name: string;
  /** Number of the stage. */
  readonly stage?: number;
  readonly span: Span;
}

/** Flags of RUN. */
export interface RunOptions {
  readonly mounts: readonly Mount[];
  readonly network: string;
  readonly security: string;
  readonly devices: readonly string[];
}

/** A stage with everything that it inherits and sets. */
export interface ResolvedStage {
  readonly stage: Stage;
  readonly index: number;
  /** For people: its name, or `stage 2` counted from 1. */
  readonly label: string;
  readonly base: Base;
  /** The word behind FROM, whatever it names. */
  readonly image: Expanded;
  /** Numbers of the stages below, nearest first. */
  readonly chain: readonly number[];
  /** What all stages below stand on: the image, scratch or context. */
  readonly root: Base;
  readonly platform?: Expanded;
  /** In order, ONBUILD triggers of its base first. */
  readonly steps: readonly Step[];
  readonly isTarget: boolean;
  /** Whether a build of the target needs it. */
  readonly isReachable: boolean;
  /** Numbers of the stages that it needs, by FROM, COPY or mount. */
  readonly needs: readonly number[];
  /** Names and values of the environment of the image. */
  readonly env: ReadonlyMap<string, Setting<string>>;
  readonly labels: ReadonlyMap<string, Setting<string>>;
  /** Absent: nothing in file or base tells; root then, unless an unknown base says otherwise. */
  readonly user?: Setting<string>;
  readonly workdir?: Setting<string>;
  readonly shell: Setting<readonly string[]>;
  readonly command?: Setting<readonly string[]>;
  readonly entrypoint?: Setting<readonly string[]>;
  /** Its test: `['NONE']`, `['CMD', …]`, `['CMD-SHELL', …]`. */
  readonly healthcheck?: Setting<readonly string[]>;
  readonly exposed: readonly Setting<PortRange>[];
  readonly volumes: readonly Setting<string>[];
  readonly stopSignal?: Setting<string>;
  /** ONBUILD instructions that it leaves for images built on it. */
  readonly triggers: readonly Instruction[];
}

/** Why a build of this file ends in an error although its syntax is right. */
export interface BuildError {
  readonly message: string;
  readonly span: Span;
  /** Absent when it is about the file. */
  readonly instruction?: number;
  /**
   * When a build meets it: while it reads the FROM lines, when it draws the graph of stages, or when it comes to the step.
   */
  readonly phase: 'head' | 'graph' | 'step';
  /** The stage in which it stands; absent for global arguments. */
  readonly stage?: number;
}

/** A file with all its values. */
export interface ResolvedDockerfile {
  readonly stages: readonly ResolvedStage[];
  /** Global ARGs with the values that count. */
  readonly globals: readonly Step[];
  readonly target?: ResolvedStage;
  readonly errors: readonly BuildError[];
  /** Comments of the whole file, also those between the lines of an instruction. */
  readonly comments: readonly Comment[];
  /** Whether something was left out because there is too much of it. */
  readonly cut: boolean;
}
