import { trimSpace } from './characters.ts';
import type { FromInstruction, Instruction, Stage } from './tree.ts';

/** Divides instructions at FROM. */
export function stagesOf(instructions: readonly Instruction[]): {
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
} {
  const globals: Instruction[] = [];
  const stages: Stage[] = [];
  let current = globals;
  for (const instruction of instructions) {
    if (instruction.kind === 'from') {
      current = [];
      stages.push(stageOf(instruction, stages.length, current));
    } else current.push(instruction);
  }
  return { globals, stages };
}

function stageOf(
  from: FromInstruction,
  index: number,
  instructions: readonly Instruction[],
): Stage {
  const name = trimSpace(from.name?.text ?? '').toLowerCase();
  return { index, from, instructions, ...(name !== '' && { name }) };
}
