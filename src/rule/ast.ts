import type { Priority } from '#model/detection.ts';

/** The condition language of Falco's rules as a tree. Places are offsets into the condition's text. */

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'not'; readonly item: Expression; readonly at: number }
  | { readonly kind: 'macro'; readonly name: string; readonly at: number }
  | Check;

/** `operand operator right`; `exists` has no right side. */
export interface Check {
  readonly kind: 'check';
  readonly operand: Operand;
  readonly operator: Operator;
  readonly modifier?: 'oneof' | 'anyof' | 'allof';
  readonly right?: RightSide;
  readonly at: number;
}

export type Operator =
  | 'exists'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'contains'
  | 'icontains'
  | 'bcontains'
  | 'startswith'
  | 'bstartswith'
  | 'endswith'
  | 'glob'
  | 'iglob'
  | 'regex'
  | 'in'
  | 'intersects'
  | 'pmatch';

export type Operand = FieldOperand | TransformerOperand;

/** `name[argument]`. An argument of `""` differs from none. */
export interface FieldOperand {
  readonly kind: 'field';
  readonly name: string;
  readonly argument?: string;
  readonly at: number;
}

export interface TransformerOperand {
  readonly kind: 'transformer';
  readonly name: string;
  readonly arguments: readonly TransformerArgument[];
  /** `getopt(…)[n]` */
  readonly selector?: string;
  readonly at: number;
}

export type TransformerArgument =
  | Operand
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly TransformerArgument[]; readonly at: number };

/** `text` of constants is a byte string (UTF-8 bytes), numbers as written. A macro name stands for a list. */
export type RightSide =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly at: number }
  | { readonly kind: 'list'; readonly items: readonly ListItem[]; readonly at: number }
  | { readonly kind: 'list-name'; readonly name: string; readonly at: number }
  /** `val(field)` or a transformer on the right. */
  | { readonly kind: 'operand'; readonly operand: Operand; readonly at: number };

export interface ListItem {
  readonly text: string;
  /** Written in quotes: never the name of a list. */
  readonly quoted?: boolean;
  /** -1 for members of a list that has a name. */
  readonly at: number;
}

/** Types of values, as Falco's fields have them. */
export type FieldType =
  | 'string'
  | 'path'
  | 'integer'
  | 'unsigned'
  | 'double'
  | 'bool'
  | 'bytes'
  | 'time'
  | 'reltime'
  | 'ip'
  | 'net'
  | 'port'
  | 'string-list'
  | 'unsigned-list'
  | 'bool-list'
  | 'time-list'
  | 'ip-list';

/** What is known of a field without any event. */
export interface FieldFacts {
  readonly name: string;
  readonly type: FieldType;
  /** `syscall`, `k8s_audit`; `any` for `evt.*` and `jevt.*` where both have it. */
  readonly source: 'syscall' | 'k8s_audit' | 'any';
  readonly argument: 'none' | 'required' | 'allowed';
  readonly argumentKind?: 'index' | 'key' | 'either';
  /** Only in conditions, never printed, transformed or on the right side. */
  readonly filterOnly?: boolean;
  /** No transformer takes it, and it never stands on the right side. */
  readonly leftOnly?: boolean;
  /** Compares either end of a connection (`fd.ip`, `fd.port`, `fd.net` …), or any ancestor. */
  readonly spread?: 'ends' | 'ancestors';
  readonly deprecated?: boolean;
  /** One line for people, in our words. */
  readonly title: string;
}

/** Parsed output format: literal text and tokens. */
export type OutputPart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'token';
      readonly operand: Operand;
      readonly width?: number;
      readonly text: string;
    };

/** A rule as the files define it once everything is applied: macros, lists and exceptions are expanded into `condition`. */
export interface RuleDefinition {
  readonly name: string;
  /** Order in which detections are reported. */
  readonly index: number;
  readonly id?: string;
  readonly source: 'syscall' | 'k8s_audit';
  readonly description: string;
  readonly condition: Expression;
  /** Before macros, lists and exceptions, for people. */
  readonly conditionText: string;
  readonly output: readonly OutputPart[];
  readonly outputText: string;
  /** Fields beside the text that the configuration adds (`append_output`): the raw value of a field, or text. */
  readonly extraFields?: readonly {
    readonly key: string;
    readonly format: readonly OutputPart[];
    readonly raw: boolean;
  }[];
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly place: RulePlace;
  /** Event types that can make it true; absent: any. */
  readonly eventTypes: ReadonlySet<string> | undefined;
  readonly extensions: RuleExtensions;
}

export interface RulePlace {
  readonly file: string;
  readonly line: number;
}

/** Keys of our own, which Falco ignores with a warning. */
export interface RuleExtensions {
  readonly sequence?: {
    /** `process`, `process.tree`, `container`, `pod`, `user`, or fields. */
    readonly by: readonly Operand[] | 'process' | 'process.tree' | 'container' | 'pod' | 'user';
    readonly withinMs: number;
    readonly after: readonly { readonly as: string; readonly condition: Expression }[];
    readonly unless?: Expression;
  };
  readonly threshold?: {
    readonly count: number;
    readonly by: readonly Operand[];
    readonly withinMs: number;
    readonly distinct?: Operand;
  };
  /** True only for what a promoted profile calls new. */
  readonly novelty?: { readonly dimension: string };
  /** Quiet for what a promoted profile knows; fires while nothing is known yet. */
  readonly unlessLearnt?: { readonly dimension: string };
  readonly response?: readonly string[];
  readonly simulate?: boolean;
  readonly risk?: number;
  readonly capture?: boolean;
  readonly captureDurationMs?: number;
  readonly explanation?: string;
  readonly falsePositives?: string;
}

/** Something wrong in a rule file. An error stops that file, a warning does not. */
export interface RuleDiagnostic {
  readonly level: 'error' | 'warning';
  /** Stable slug: `unknown-field`, `unknown-macro`, `syntax`, `type`, `unknown-key` … */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The offending text with some around it. */
  readonly snippet?: string;
  readonly item?: string;
  /** `did you mean "proc.name"?` */
  readonly suggestion?: string;
}
