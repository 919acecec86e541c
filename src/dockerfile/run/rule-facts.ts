import type { Violation } from '#contract/check.ts';
import { type Download, downloads } from '#shell/download.ts';
import { lintScript, type ScriptMistake } from '#shell/lint.ts';
import type { PackageCommand } from '#shell/packages/model.ts';
import { packageCommand } from '#shell/packages/read.ts';
import type { Span as ScriptSpan, ShellCommand } from '#shell/script.ts';
import type { IgnoreFile } from '../dockerignore.ts';
import { spanOf } from '../mapped-text.ts';
import type { ResolvedStage } from '../resolved.ts';
import type { DockerfileSettings } from '../settings.ts';
import { rangeOfSpan, type Span } from '../source-text.ts';
import type { Dockerfile, Instruction, InstructionKind } from '../tree.ts';
import type { RunFact } from './run-facts.ts';
import type { RunScript } from './run-script.ts';
import { declaredNames, readStages, type StageFact } from './stage-facts.ts';

/** What conditions of Dockerfile checks work on; gathered once a file. */
export interface RuleFacts {
  readonly file: Dockerfile;
  readonly settings: DockerfileSettings;
  readonly stages: readonly StageFact[];
  /** Numbers of the stages by name, the first of each. */
  readonly names: ReadonlyMap<string, number>;
  readonly runs: readonly Run[];
  readonly commands: readonly RunCommand[];
  readonly packages: readonly RunPackages[];
  readonly byInstruction: ReadonlyMap<Instruction, Run>;
  readonly placed: ReadonlyMap<InstructionKind, readonly Placed<InstructionKind>[]>;
  /** The ignore file that counts; absent: there is none. */
  readonly ignore?: IgnoreFile;
  readonly target?: ResolvedStage;
}

/** A RUN whose script is understood. */
export interface Run extends RunFact {
  readonly fact: StageFact;
  readonly run: RunScript;
  readonly packages: readonly PackageCommand[];
  readonly downloads: readonly Download[];
  /** What ShellCheck would say, as far as the native answer goes. */
  readonly mistakes: readonly ScriptMistake[];
}

/** A command of a RUN. */
export interface RunCommand {
  readonly run: Run;
  readonly command: ShellCommand;
}

/** A package manager call of a RUN. */
export interface RunPackages {
  readonly run: Run;
  readonly call: PackageCommand;
}

/** What the facts are gathered from. */
export interface FactInput {
  readonly file: Dockerfile;
  readonly runs: readonly RunFact[];
  readonly ignore?: IgnoreFile;
  /** The stage that becomes the image, with what is known of its base. */
  readonly target?: ResolvedStage;
  /** Build arguments that are given. */
  readonly buildArgs?: ReadonlyMap<string, string>;
}

/** Reads the facts of a file. */
export function readFacts(
  { file, runs: found, ignore, target, buildArgs }: FactInput,
  settings: DockerfileSettings,
): RuleFacts {
  const stages = readStages(file, target?.index ?? file.stages.length - 1, buildArgs);
  const byInstruction = new Map<Instruction, StageFact>();
  for (const fact of stages)
    for (const instruction of fact.instructions) byInstruction.set(instruction, fact);
  const runs = found.flatMap((each) => {
    const fact = byInstruction.get(each.outer);
    if (each.run === undefined || fact === undefined) return [];
    return [understood({ ...each, run: each.run, fact })];
  });
  return {
    file,
    settings,
    stages,
    names: stageNames(stages),
    runs,
    commands: runs.flatMap((run) => run.run.script.commands.map((command) => ({ run, command }))),
    packages: runs.flatMap((run) => run.packages.map((call) => ({ run, call }))),
    byInstruction: new Map(runs.map((run) => [run.instruction, run])),
    placed: placedByKind(stages),
    ...(ignore !== undefined && { ignore }),
    ...(target !== undefined && { target }),
  };
}

function stageNames(stages: readonly StageFact[]): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const { stage } of stages)
    if (stage?.name !== undefined && !names.has(stage.name)) names.set(stage.name, stage.index);
  return names;
}

/** Every command of every RUN. */
export function commandsOf({ commands }: Pick<RuleFacts, 'commands'>): readonly RunCommand[] {
  return commands;
}

/** Every package manager call of every RUN. */
export function packagesOf({ packages }: Pick<RuleFacts, 'packages'>): readonly RunPackages[] {
  return packages;
}

/** Those instructions that may be of a kind. */
export type InstructionOf<Kind extends InstructionKind> = Matching<Instruction, Kind>;
type Matching<Each, Kind> = Each extends { readonly kind: infer Own }
  ? [Kind & Own] extends [never]
    ? never
    : Each
  : never;

/** An instruction with its stage; for one kept by ONBUILD `outer` is the ONBUILD. */
export interface Placed<Kind extends InstructionKind> {
  readonly instruction: InstructionOf<Kind>;
  readonly outer: Instruction;
  readonly fact: StageFact;
}

/** All instructions of some kinds, those behind ONBUILD included, in the order of the file within each kind. */
export function instructionsOf<Kind extends InstructionKind>(
  { placed }: Pick<RuleFacts, 'placed'>,
  ...kinds: readonly Kind[]
): readonly Placed<Kind>[] {
  return kinds.flatMap((kind) =>
    (placed.get(kind) ?? []).flatMap(({ instruction, outer, fact }) =>
      isOf(instruction, kinds) ? [{ instruction, outer, fact }] : [],
    ),
  );
}

function placedByKind(
  stages: readonly StageFact[],
): ReadonlyMap<InstructionKind, readonly Placed<InstructionKind>[]> {
  const found = new Map<InstructionKind, Placed<InstructionKind>[]>();
  for (const fact of stages)
    for (const outer of fact.instructions) {
      const instruction = outer.kind === 'onbuild' ? outer.instruction : outer;
      if (instruction === undefined) continue;
      const list = found.get(instruction.kind) ?? [];
      list.push({ instruction, outer, fact });
      found.set(instruction.kind, list);
    }
  return found;
}

/** Whether an instruction is of one of the kinds. */
export function isOf<Kind extends InstructionKind>(
  instruction: Instruction,
  kinds: readonly Kind[],
): instruction is InstructionOf<Kind> {
  return kinds.some((kind) => kind === instruction.kind);
}

/** A violation at a stretch of the file. */
export function at(facts: RuleFacts, span: Span, more: Omit<Violation, 'range'> = {}): Violation {
  return { range: rangeOfSpan(facts.file.source, span), ...more };
}

/** A violation in the script of a RUN; says which stage. */
export function inRun(
  facts: RuleFacts,
  run: Run,
  span: ScriptSpan,
  more: Omit<Violation, 'range'> = {},
): Violation {
  return at(facts, sourceSpan(run, span), { ...subjectOf(run.fact), ...more });
}

/** Where a stretch of a RUN's script stands in the file. */
export function sourceSpan(run: Run, { start, end }: ScriptSpan): Span {
  const { text } = run.run;
  const limit = text.text.length;
  return spanOf(text, Math.min(start, limit), Math.min(end, limit));
}

/** The stage as the subject of a violation: its name, else its number when there are several. */
export function subjectOf({ stage }: StageFact): { readonly subject?: string } {
  if (stage === undefined) return {};
  return { subject: stage.name ?? `stage ${stage.index}` };
}

function understood(fact: Omit<Run, 'packages' | 'downloads' | 'mistakes'>): Run {
  const { script } = fact.run;
  return {
    ...fact,
    packages: script.commands.flatMap((command) => packageCommand(command) ?? []),
    downloads: downloads(script),
    mistakes:
      fact.run.form === 'exec'
        ? []
        : lintScript(script, { declared: declaredNames(fact.fact, fact.outer.index) }),
  };
}
