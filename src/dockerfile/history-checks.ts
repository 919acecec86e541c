import { faultOf } from '#check/fault.ts';
import type { Check, Violation } from '#contract/check.ts';
import type { ImageFacts } from '#model/artifact.ts';
import type { Fault } from '#model/fault.ts';
import { historySubject, instructionsOfHistory } from './history.ts';
import { maxFaultsPerCheck } from './run-checks.ts';
import type { DockerfileSubject } from './subject.ts';
import type { Dockerfile, Instruction } from './tree.ts';

/**
 * Checks whose question a history answers. Left out are those of layout and casing, of stages and build arguments, which a
 * history has lost, of instructions that another one replaced (those of the base are in it), of versions that are installed
 * anyhow, and those that the configuration answers better (user, health check, ports, environment).
 */
const askedOfImages: ReadonlySet<string> = new Set(
  [
    [8, 10, 40, 44, 49, 51, 53, 54, 57, 58, 59, 66, 70, 73, 75, 79, 98, 99],
    [103, 104, 105, 106, 108, 110, 111, 112, 113, 119, 120, 126],
    [127, 128, 129, 130, 135, 138, 139, 140, 145],
  ]
    .flat()
    .map((number) => `CSN-DF-${String(number).padStart(4, '0')}`),
);

/**
 * Makes the checker of image histories: Dockerfile checks on the instructions that the steps stand for, above the first
 * `baseSteps`, which belong to the base image. Faults stand in `history[n]`. Pure; never throws.
 */
export function createHistoryChecker(
  checks: readonly Check<DockerfileSubject>[],
): (image: ImageFacts, baseSteps: number) => readonly Fault[] {
  const asked = checks.filter(({ meta }) => askedOfImages.has(meta.id));
  return (image, baseSteps) => {
    const history = instructionsOfHistory(image, { baseSteps });
    const subject = historySubject(history);
    const placeOf = stepFinder(history.file, history.steps);
    return asked.flatMap(({ meta, evaluate }) => {
      const faults: Fault[] = [];
      for (const violation of evaluate(subject)) {
        if (faults.length >= maxFaultsPerCheck) break;
        const found = placeOf(violation);
        const mayBeTree = meta.id === addId && baseSteps === 0;
        if (found === undefined || (mayBeTree && isBaseTree(history.file, found))) continue;
        faults.push(faultOf(meta, shown(violation), { path: `history[${found.step}]` }));
      }
      return faults;
    });
  };
}

const addId = 'CSN-DF-0058';

interface Found {
  readonly instruction: Instruction;
  readonly step: number;
}

/** The instruction and the step in which a violation lies; `undefined` for what no step made. */
function stepFinder(
  { instructions }: Dockerfile,
  steps: readonly (number | undefined)[],
): (violation: Violation) => Found | undefined {
  return ({ range }) => {
    if (range === undefined) return undefined;
    const line = range.line - 1;
    const instruction = lastBefore(instructions, line);
    const step = instruction === undefined ? undefined : steps[instruction.index];
    return instruction === undefined || step === undefined ? undefined : { instruction, step };
  };
}

/** The last instruction that begins on a line or before it. */
function lastBefore(instructions: readonly Instruction[], line: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.firstLine ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return instructions[low - 1];
}

/**
 * The tree of a base image has to come in by ADD: it is the first ADD of an image whose base is not known,
 * as the classic builder noted it down (BuildKit names the archive).
 */
function isBaseTree({ instructions }: Dockerfile, { instruction }: Found): boolean {
  const first = instructions.find(({ kind }) => kind === 'add' || kind === 'run');
  if (first !== instruction) return false;
  if (instruction.kind !== 'add' || instruction.destination?.text !== '/') return false;
  return /^(?:file|dir|multi):/.test(instruction.sources[0]?.text ?? '');
}

/** Without what only means something in the rebuilt text: places and edits. */
function shown({ range: _range, fixes: _fixes, ...rest }: Violation): Violation {
  return rest;
}
