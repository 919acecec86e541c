import type { Fix } from '#model/source-range.ts';
import type { ShellScript } from '#shell/script.ts';
import type { Influence } from '../github/influence.ts';
import type { Flow, Hole, Job, Script, Step } from '../model.ts';

/** Where an expression stands. */
export interface Position {
  readonly job: Job;
  readonly step?: Step;
}

/** What a system knows of values in program texts. */
export interface FlowRules {
  /** What a hole of a script may hold. */
  readonly ofHole: (hole: Hole, at: Position) => readonly Influence[];
  /** What a variable of the shell may hold; only asked where it is evaluated. */
  readonly ofVariable?: (name: string, at: Position) => readonly Influence[];
  /** For people: what the text is to the system. */
  readonly label: (step: Step, script: Script) => string;
  /** What takes the hole out of the program. */
  readonly fixOf?: (script: Script, hole: Hole, at: Position) => Fix | undefined;
  readonly shell: (script: Script) => ShellScript | undefined;
}

/** Every value from outside that becomes a part of a program, in the order of the file. */
export function flowsOf(jobs: readonly Job[], rules: FlowRules): readonly Flow[] {
  const all = jobs.flatMap((job) =>
    job.steps.flatMap((step) =>
      step.scripts.flatMap((script) => [
        ...holeFlows(script, { job, step }, rules),
        ...evaluatedFlows(script, { job, step }, rules),
      ]),
    ),
  );
  return all.toSorted((a, b) => a.range.start - b.range.start);
}

function holeFlows(
  script: Script,
  at: { readonly job: Job; readonly step: Step },
  rules: FlowRules,
): readonly Flow[] {
  return script.holes.flatMap((hole) =>
    rules.ofHole(hole, at).map((influence) => {
      const { fixOf } = rules;
      const inner = script.text.indexOf(hole.expression, hole.start);
      const start = inner < 0 ? hole.start : inner;
      return {
        ...influence,
        sink: { kind: 'script' as const, label: rules.label(at.step, script) },
        range: script.rangeOf(start, inner < 0 ? hole.end : inner + hole.expression.length),
        ...at,
        ...(fixOf !== undefined && { fix: () => fixOf(script, hole, at) }),
      };
    }),
  );
}

const mayEvaluate = /\b(?:eval|ssh|envsubst|source)\b|\s-[a-z]*[ce]\b/;

/** Variables of the shell that a command reads as a program: `eval "$X"`, `sh -c "… $X"`, `ssh host "… $X"`. */
function evaluatedFlows(
  script: Script,
  at: { readonly job: Job; readonly step: Step },
  rules: FlowRules,
): readonly Flow[] {
  const { ofVariable } = rules;
  if (ofVariable === undefined || !mayEvaluate.test(script.text)) return [];
  const commands = rules.shell(script)?.commands ?? [];
  return commands.flatMap((command) =>
    evaluatedWords(command).flatMap((word) =>
      word.pieces
        .filter(({ kind }) => kind === 'variable')
        .flatMap((piece) =>
          ofVariable(piece.text, at).map((influence) => ({
            ...influence,
            sink: { kind: 'script' as const, label: command.name },
            range: script.rangeOf(piece.start, piece.end),
            ...at,
          })),
        ),
    ),
  );
}

type Command = ShellScript['commands'][number];

/** The words of a command that it executes. */
function evaluatedWords({ name, argv }: Command): Command['argv'] {
  if (name === 'eval') return argv.slice(1);
  if (name === 'ssh') return argv.slice(2);
  const isShell = /^(?:ba|da|z|k|a)?sh$/.test(name);
  const isInterpreter = /^(?:python\d*|perl|ruby|node|php|pwsh|powershell)$/.test(name);
  if (!isShell && !isInterpreter) return [];
  const flag = argv.findIndex(({ value }) =>
    isShell ? /^-[a-z]*c$/.test(value) : /^-[a-z]*[cer]$/i.test(value),
  );
  const word = flag < 0 ? undefined : argv[flag + 1];
  return word === undefined ? [] : [word];
}
