import type {
  Chain,
  Dialect,
  Extension,
  PipelinePlace,
  ShellAssignment,
  ShellCommand,
  Span,
  SyntaxFault,
  VariableUse,
} from './script.ts';
import { type Origin, spanOf } from './word.ts';

/** What a walk over a script gathers, and the state of the shell as far as the order of the text tells it. */
export interface WalkState {
  readonly dialect: Dialect;
  readonly commands: ShellCommand[];
  readonly uses: VariableUse[];
  readonly assignments: ShellAssignment[];
  readonly chains: Chain[];
  readonly extensions: Extension[];
  readonly errors: SyntaxFault[];
  constants: Map<string, string>;
  errexit: boolean;
  pipefail: boolean;
  pipelines: number;
  scopes: number;
  partial: boolean;
}

/** Where in the script the walk stands. */
export interface WalkContext {
  readonly from: Origin;
  readonly depth: number;
  readonly condition: boolean;
  readonly loop: boolean;
  readonly branch: boolean;
  readonly subshell: number;
  readonly scope: number;
  readonly substitution: boolean;
  readonly inFunction?: string;
  readonly background: boolean;
  readonly negated: boolean;
  readonly masked: boolean;
  readonly before?: '&&' | '||';
  readonly after?: '&&' | '||';
  readonly next?: string;
  readonly pipeline?: PipelinePlace;
}

/** What is certain when a script starts. */
export interface ScriptOptions {
  /** Variables whose values are certain, such as those of `ENV`. */
  readonly constants?: ReadonlyMap<string, string>;
  /** The shell runs with `-e`, with `-o pipefail`. */
  readonly errexit?: boolean;
  readonly pipefail?: boolean;
}

/** The state at the start of a script. */
export function startState(dialect: Dialect, options: ScriptOptions): WalkState {
  return {
    dialect,
    commands: [],
    uses: [],
    assignments: [],
    chains: [],
    extensions: [],
    errors: [],
    constants: new Map(options.constants),
    errexit: options.errexit ?? false,
    pipefail: options.pipefail ?? false,
    pipelines: 0,
    scopes: 0,
    partial: false,
  };
}

/** The context of a script's top level. */
export function startContext(text: string): WalkContext {
  return {
    from: { text, shift: 0 },
    depth: 0,
    condition: false,
    loop: false,
    branch: false,
    subshell: 0,
    scope: 0,
    substitution: false,
    background: false,
    negated: false,
    masked: false,
  };
}

/** The context inside something: whatever tied the outer command to its list no longer counts. */
export function inside(context: WalkContext, change: Partial<WalkContext> = {}): WalkContext {
  const { before: _before, after: _after, next: _next, pipeline: _pipeline, ...rest } = context;
  return { ...rest, depth: context.depth + 1, ...change };
}

/** Runs `body` as a subshell: what it sets is forgotten afterwards. */
export function inSubshell(
  state: WalkState,
  context: WalkContext,
  body: (context: WalkContext) => void,
): void {
  const { constants, errexit, pipefail } = state;
  state.constants = new Map(constants);
  state.scopes += 1;
  body(inside(context, { subshell: context.subshell + 1, scope: state.scopes }));
  Object.assign(state, { constants, errexit, pipefail });
}

/** Notes a construct outside POSIX. */
export function noteExtension(
  state: WalkState,
  context: WalkContext,
  kind: Extension['kind'],
  node: { readonly pos: number; readonly end: number },
): void {
  const text = context.from.text.slice(node.pos, Math.min(node.end, node.pos + 80));
  state.extensions.push({ kind, text, ...spanOf(node, context.from) });
}

/** The span of a node as part of an object. */
export function placed(
  node: { readonly pos: number; readonly end: number },
  at: WalkContext,
): Span {
  return spanOf(node, at.from);
}
