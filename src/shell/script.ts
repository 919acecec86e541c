/** A stretch of the script's text: offsets in UTF-16 code units, `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The shells whose differences matter here. `sh` promises no more than POSIX. */
export type Dialect = 'sh' | 'bash' | 'dash' | 'ash' | 'ksh' | 'zsh';

/** A script as it is understood: flat, in the order of its text. */
export interface ShellScript {
  readonly text: string;
  readonly dialect: Dialect;
  /** Every simple command, nested ones included (functions, conditions, substitutions, `sh -c '…'`). */
  readonly commands: readonly ShellCommand[];
  /** Every `$name` that stands outside single quotes, in the order of the text. */
  readonly uses: readonly VariableUse[];
  /** Every assignment, also by `export`, `read`, `for` and the like. */
  readonly assignments: readonly ShellAssignment[];
  /** Chains of `&&` and `||`. */
  readonly chains: readonly Chain[];
  /** Constructs that only some shells know. */
  readonly extensions: readonly Extension[];
  readonly errors: readonly SyntaxFault[];
  /** Whether a part of it was read by words only, because it is no valid script. */
  readonly partial: boolean;
}

/** Something that is no valid shell; the rest is still read. */
export interface SyntaxFault {
  readonly message: string;
  readonly at: number;
}

/** A word of a command. */
export interface ShellWord extends Span {
  /** As written, with quotes. */
  readonly text: string;
  /** Quotes removed and known variables put in; what is not known stays as written: `lib-$VERSION`. */
  readonly value: string;
  /** Whether a part of `value` is not known before the script runs. */
  readonly dynamic: boolean;
  /** Whether all of it stands in quotes. */
  readonly quoted: boolean;
  readonly pieces: readonly WordPiece[];
}

/** A piece of a word. */
export interface WordPiece extends Span {
  readonly kind: 'literal' | 'variable' | 'command' | 'arithmetic' | 'glob' | 'brace';
  /** The literal text, the name of the variable, or the source of the rest. */
  readonly text: string;
  readonly quoted: boolean;
  /** `${name:-default}`, `${name#prefix}`, `${#name}`: more than the plain value. */
  readonly operator?: string;
  /** The operand of the operator, where it is literal. */
  readonly operand?: string;
}

/** A variable that is read. */
export interface VariableUse extends Span {
  readonly name: string;
  readonly quoted: boolean;
  readonly operator?: string;
  /** What the script itself set it to by then, where that is certain. */
  readonly constant?: string;
  readonly role: 'argument' | 'command' | 'assignment' | 'redirect' | 'test' | 'list' | 'heredoc';
}

/** A variable that is set. */
export interface ShellAssignment extends Span {
  readonly name: string;
  readonly word?: ShellWord;
  /** How it is set; `prefix` counts for one command only. */
  readonly by: 'plain' | 'prefix' | 'declaration' | 'loop' | 'read';
  /** The declaring command: `export`, `local`. */
  readonly command?: string;
  readonly append: boolean;
}

/** A redirection of input or output. */
export interface ShellRedirect extends Span {
  readonly operator: string;
  readonly target?: ShellWord;
  /** Text of a here-document, or the word of a here-string. */
  readonly body?: string;
  /** Where the text of a here-document stands. */
  readonly bodySpan?: Span;
}

/** Where a command stands in its pipeline. */
export interface PipelinePlace {
  /** Commands of one pipeline share it within the script. */
  readonly id: number;
  readonly index: number;
  readonly length: number;
}

/** A simple command with all that decides what it means where it stands. */
export interface ShellCommand extends Span {
  /** Base name of the command that really runs, without `sudo`, `env` and the like; empty for a bare assignment. */
  readonly name: string;
  /** From the command's own name on, constants and braces expanded, split as the shell would. */
  readonly argv: readonly ShellWord[];
  /** As written, wrappers included. */
  readonly words: readonly ShellWord[];
  /** Commands that wrap it, outermost first: `['sudo', 'env']`. */
  readonly wrappers: readonly string[];
  /** Variables set for this command only; for a bare assignment those of the script. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly pipeline: PipelinePlace;
  /** Operator before and after it in its list; `undefined` at the ends and for `;` or a new line. */
  readonly before?: '&&' | '||';
  readonly after?: '&&' | '||';
  /** Command after the operator, when it is a simple one. */
  readonly next?: string;
  readonly background: boolean;
  readonly negated: boolean;
  /** In the condition of `if`, `while`, `until`. */
  readonly condition: boolean;
  readonly loop: boolean;
  /** In a branch of `if` or `case`. */
  readonly branch: boolean;
  /** Depth of `( … )`, `$( … )` and nested shells around it. */
  readonly subshell: number;
  /** Number of the innermost subshell; 0 is the script itself. */
  readonly scope: number;
  readonly substitution: boolean;
  /** The function whose body it stands in. */
  readonly inFunction?: string;
  /** State of the shell when it runs, where the order of the text tells. */
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** Whether its failure cannot stop the script: `|| true`, in a condition, negated, not last in a pipe. */
  readonly masked: boolean;
}

/** A chain such as `a && b || c`. */
export interface Chain extends Span {
  readonly operators: readonly ('&&' | '||')[];
  /** Names of its simple commands; empty where it is a compound command. */
  readonly commands: readonly string[];
  readonly condition: boolean;
}

/** A construct outside POSIX. */
export interface Extension extends Span {
  readonly kind:
    | 'double-bracket'
    | 'array'
    | 'process-substitution'
    | 'here-string'
    | 'function-keyword'
    | 'brace-expansion'
    | 'extended-glob'
    | 'arithmetic-command'
    | 'arithmetic-for'
    | 'ansi-quote'
    | 'locale-quote'
    | 'ampersand-redirect'
    | 'pipe-ampersand'
    | 'select'
    | 'coproc'
    | 'substring'
    | 'replace'
    | 'case-modification'
    | 'indirection'
    | 'append';
  readonly text: string;
}
