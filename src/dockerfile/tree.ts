import type { MappedText } from './mapped-text.ts';
import type { SourceText, Span } from './source-text.ts';

/**
 * A Dockerfile as BuildKit reads it (moby/buildkit `frontend/dockerfile`), whole: `pieces` tile the file. Spans count UTF-16
 * code units; `rangeOfSpan` gives bytes, lines and columns.
 */
export interface Dockerfile {
  readonly source: SourceText;
  /** The character that continues lines and takes the meaning from the next one. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** All comments, also those between the lines of an instruction; not those inside heredocs. */
  readonly comments: readonly Comment[];
  /** All instructions in the order of the file. */
  readonly instructions: readonly Instruction[];
  /** What stands before the first FROM: ARG, and by mistake anything else. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** What a build refuses or warns of, in the order of the file. */
  readonly problems: readonly Problem[];
  /** Stretches that follow one another and cover the file from the first character to the last. */
  readonly pieces: readonly Piece[];
}

export interface Piece extends Span {
  /** `rest` is what was not read because the file has too many instructions. */
  readonly kind: 'blank' | 'comment' | 'directive' | 'instruction' | 'rest';
}

/** `# name=value` at the very top. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A line whose first character that is no blank is `#`. `span` goes from that character to the last of the line. */
export interface Comment {
  /** Behind the `#`, trimmed. */
  readonly text: string;
  readonly span: Span;
  /** From 0. */
  readonly line: number;
  /** Number (in `instructions`) of the instruction between whose lines it stands; absent for comments of their own. */
  readonly inside?: number;
}

export interface Stage {
  /** From 0; how `COPY --from=0` names it. */
  readonly index: number;
  readonly from: FromInstruction;
  /** In lower case; absent where `AS` is. */
  readonly name?: string;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
}

/**
 * Something that a build complains of. `syntax` ends the reading of the file before anything is checked, `instruction` when the
 * reader comes to it, `warning` is none of both. `message` is BuildKit's, where it has one.
 */
export interface Problem {
  readonly phase: 'syntax' | 'instruction' | 'warning';
  readonly code: ProblemCode;
  readonly message: string;
  readonly span: Span;
  /** Number of the instruction. */
  readonly instruction?: number;
}
export type ProblemCode =
  | 'not-utf8'
  | 'line-too-long'
  | 'too-many'
  | 'bad-directive'
  | 'empty-continuation'
  | 'unterminated-heredoc'
  | 'bad-heredoc'
  | 'bad-arguments'
  | 'bad-flag'
  | 'unknown-instruction'
  | 'before-from'
  | 'no-instructions'
  | 'no-stages';

/** Fields that all instructions share. */
export interface InstructionBase {
  /** Its number in `Dockerfile.instructions`. */
  readonly index: number;
  /** As written: `From`. */
  readonly keyword: string;
  readonly keywordSpan: Span;
  /** From the keyword to the last character, heredocs included, the line break excluded. */
  readonly span: Span;
  /** Lines from 0, both included, the last of the last heredoc included. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The logical line as the parser saw it, with the keyword, continuations joined, trimmed. */
  readonly line: MappedText;
  readonly flags: readonly Flag[];
  /** All behind keyword and flags, continuations joined, trimmed. */
  readonly body: MappedText;
  readonly heredocs: readonly Heredoc[];
  /** Comments that stand before it and belong to it, as BuildKit hands them on. */
  readonly comments: readonly Comment[];
  /** Whether an ONBUILD keeps it for images built on this one. */
  readonly trigger: boolean;
}

/** `--name=value` behind the keyword, quotes dropped. */
export interface Flag {
  /** Without the dashes: `from`. */
  readonly name: string;
  /** Absent for `--link`. Variables are not expanded. */
  readonly value?: MappedText;
  readonly text: string;
  readonly span: Span;
}

/** A word as written, quotes and escapes included where it may hold variables; out of JSON: its value. */
export interface Word extends MappedText {
  readonly span: Span;
}

/** A here-document: `<<EOF` and the lines up to `EOF`. */
export interface Heredoc {
  readonly name: string;
  /** Variables in it are expanded: no part of its word was quoted. */
  readonly expand: boolean;
  /** `<<-`: leading tabs go. */
  readonly chomp: boolean;
  readonly descriptor: number;
  /** Its word in the instruction. */
  readonly span: Span;
  /** Its lines as they reach the shell or the file: with their line breaks, leading tabs dropped where `chomp`. */
  readonly content: MappedText;
  /** The lines as written. */
  readonly contentSpan: Span;
  /** The closing word; absent when the file ended first. */
  readonly terminatorSpan?: Span;
}

/** `exec` is a JSON array, `shell` is text for the shell in force. */
type CommandForm = 'shell' | 'exec';

/** What RUN, CMD, ENTRYPOINT and HEALTHCHECK CMD run. */
export interface Command {
  readonly form: CommandForm;
  /** Shell form: all of it; exec form: the JSON text. */
  readonly text: MappedText;
  /** Exec form: the elements. Shell form: empty. */
  readonly words: readonly Word[];
}

/** A name and a value as ENV, LABEL and ARG give them. */
export interface Pair {
  readonly key: Word;
  /** Absent: an ARG without a default. */
  readonly value?: Word;
  readonly span: Span;
  /** `ENV key value` without an equals sign: the whole rest is the value. */
  readonly legacy: boolean;
}

export interface FromInstruction extends InstructionBase {
  readonly kind: 'from';
  /** Base image or stage as written; absent when it is missing. */
  readonly image?: Word;
  /** The word `AS` as written. */
  readonly as?: Word;
  /** Name as written. */
  readonly name?: Word;
  readonly platform?: MappedText;
}
export interface RunInstruction extends InstructionBase {
  readonly kind: 'run';
  readonly command: Command;
}
interface CommandInstruction extends InstructionBase {
  readonly kind: 'cmd' | 'entrypoint';
  readonly command: Command;
}
interface ShellInstruction extends InstructionBase {
  readonly kind: 'shell';
  /** Empty when it is no JSON array. */
  readonly words: readonly Word[];
}
interface HealthcheckInstruction extends InstructionBase {
  readonly kind: 'healthcheck';
  /** `undefined` is an error of the file. */
  readonly test: 'none' | 'cmd' | undefined;
  readonly command?: Command;
}
export interface PairsInstruction extends InstructionBase {
  readonly kind: 'env' | 'label' | 'arg';
  readonly pairs: readonly Pair[];
}
export interface CopyInstruction extends InstructionBase {
  readonly kind: 'copy' | 'add';
  readonly form: 'words' | 'json';
  /** Paths, URLs and heredoc words (`<<EOF`), in order. */
  readonly sources: readonly Word[];
  readonly destination?: Word;
}
export interface WordsInstruction extends InstructionBase {
  readonly kind: 'expose' | 'volume';
  readonly form: 'words' | 'json';
  readonly words: readonly Word[];
}
export interface ValueInstruction extends InstructionBase {
  readonly kind: 'user' | 'workdir' | 'stopsignal' | 'maintainer';
  /** Absent when nothing stands there. */
  readonly value?: Word;
}
interface OnbuildInstruction extends InstructionBase {
  readonly kind: 'onbuild';
  /** What is kept for the child; absent when nothing stands there. */
  readonly instruction?: Instruction;
}
interface UnknownInstruction extends InstructionBase {
  readonly kind: 'unknown';
}

export type Instruction =
  | FromInstruction
  | RunInstruction
  | CommandInstruction
  | ShellInstruction
  | HealthcheckInstruction
  | PairsInstruction
  | CopyInstruction
  | WordsInstruction
  | ValueInstruction
  | OnbuildInstruction
  | UnknownInstruction;
export type InstructionKind = Instruction['kind'];
