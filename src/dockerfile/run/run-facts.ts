import type { Dockerfile, Flag, Instruction, RunInstruction, Stage } from '../tree.ts';
import { type RunScript, scriptOf } from './run-script.ts';
import { defaultShell, type ShellInForce, shellAfter } from './shell-in-force.ts';

/** What is known of a RUN before it runs. */
export interface RunFact {
  readonly instruction: RunInstruction;
  /** The instruction of the stage: the ONBUILD where one holds the RUN. */
  readonly outer: Instruction;
  /** Absent before the first FROM, where a build refuses it. */
  readonly stage?: Stage;
  readonly shell: ShellInForce;
  /** Absent when it is no script of a POSIX shell. */
  readonly run?: RunScript;
  readonly mounts: readonly Mount[];
}

/** `--mount=type=cache,target=/var/cache/apt`. */
interface Mount {
  readonly type: string;
  readonly target: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly flag: Flag;
}

/** All RUN instructions of a file, those kept by ONBUILD included, in its order. */
export function readRunFacts(file: Dockerfile): readonly RunFact[] {
  const facts: RunFact[] = [];
  let shell = defaultShell(file, undefined);
  for (const instruction of file.globals) shell = visit(facts, instruction, { shell });
  const final = new Map<string, ShellInForce>();
  for (const stage of file.stages) {
    const base = stage.from.image?.text.toLowerCase() ?? '';
    let inForce = final.get(base) ?? defaultShell(file, stage);
    for (const instruction of stage.instructions)
      inForce = visit(facts, instruction, { shell: inForce, stage });
    if (stage.name !== undefined) final.set(stage.name, inForce);
  }
  return facts;
}

interface Position {
  readonly shell: ShellInForce;
  readonly stage?: Stage;
}

function visit(facts: RunFact[], outer: Instruction, { shell, stage }: Position): ShellInForce {
  const instruction = outer.kind === 'onbuild' ? outer.instruction : outer;
  if (instruction?.kind === 'run') {
    const run = scriptOf(instruction, shell);
    facts.push({
      instruction,
      outer,
      shell,
      mounts: mountsOf(instruction),
      ...(stage !== undefined && { stage }),
      ...(run !== undefined && { run }),
    });
  }
  return instruction === undefined ? shell : shellAfter(shell, instruction);
}

function mountsOf({ flags }: RunInstruction): readonly Mount[] {
  return flags.filter(({ name }) => name === 'mount').map(mountOf);
}

function mountOf(flag: Flag): Mount {
  const fields = fieldsOf(flag.value?.text ?? '');
  const target = fields.get('target') ?? fields.get('dst') ?? fields.get('destination') ?? '';
  const isOpen = target.length > 1 && target.endsWith('/');
  return {
    type: fields.get('type') ?? 'bind',
    target: isOpen ? target.slice(0, -1) : target,
    fields,
    flag,
  };
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of text.split(',')) {
    const at = field.indexOf('=');
    const key = (at < 0 ? field : field.slice(0, at)).trim().toLowerCase();
    fields.set(key, at < 0 ? '' : field.slice(at + 1).trim());
  }
  return fields;
}
