import type { Step } from './resolved.ts';
import { setVariable } from './scope.ts';
import { type StageState, settingOf } from './stage-state.ts';
import type { Command, Instruction } from './tree.ts';

/** Changes the state by what a step sets. */
export function settle(state: StageState, step: Step): void {
  const { instruction } = step;
  const set = setters.get(instruction.kind);
  if (set === undefined) setProgram(state, step, instruction);
  else set(state, step);
}

const setters: ReadonlyMap<Instruction['kind'], (state: StageState, step: Step) => void> = new Map([
  ['env', setEnv],
  ['label', setLabels],
  ['user', setUser],
  ['workdir', setWorkdir],
  ['stopsignal', setStopSignal],
  ['expose', setPorts],
  ['volume', setVolumes],
  ['onbuild', setTrigger],
]);

function setLabels(state: StageState, step: Step): void {
  for (const { key, text = '', value } of step.pairs)
    state.labels.set(key.text, settingOf(text, value?.known ?? true, step));
}

function setUser(state: StageState, step: Step): void {
  const [word] = step.words;
  if (word !== undefined) state.user = settingOf(word.text, word.known, step);
}

function setStopSignal(state: StageState, step: Step): void {
  const [word] = step.words;
  if (word !== undefined) state.stopSignal = settingOf(word.text, word.known, step);
}

function setPorts(state: StageState, step: Step): void {
  for (const port of step.ports) state.exposed.push(settingOf(port, true, step));
}

function setVolumes(state: StageState, step: Step): void {
  for (const { text, known } of step.words) state.volumes.push(settingOf(text, known, step));
}

function setTrigger(state: StageState, { instruction }: Step): void {
  if (instruction.kind === 'onbuild' && instruction.instruction !== undefined)
    state.triggers.push(instruction.instruction);
}

function setEnv(state: StageState, step: Step): void {
  for (const { key, value, text = '' } of step.pairs) {
    const known = key.known && (value?.known ?? true);
    setVariable(state.scope, key.text, { text, known });
    state.env.set(key.text, settingOf(text, known, step));
  }
}

/** A relative one counts from the one before; without one before it is only known when the base is. */
function setWorkdir(state: StageState, step: Step): void {
  const [word] = step.words;
  if (word === undefined) return;
  const { text, known } = word;
  if (isAbsolute(text)) {
    state.workdir = settingOf(text, known, step);
    return;
  }
  const before = state.workdir;
  const parent = before === undefined || before.value === '/' ? '' : before.value;
  const joined = `${parent}/${text}`.slice(0, 4096);
  state.workdir = settingOf(joined, known && before?.known === true, step);
}

/** Absolute on Linux or on Windows. */
export function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[a-zA-Z]:[/\\])/.test(path);
}

function setProgram(state: StageState, step: Step, instruction: Instruction): void {
  switch (instruction.kind) {
    case 'shell':
      if (instruction.words.length > 0)
        state.shell = settingOf(
          instruction.words.map(({ text }) => text),
          true,
          step,
        );
      return;
    case 'cmd':
      state.command = settingOf(argvOf(instruction.command, state), true, step);
      state.ownCommand = true;
      return;
    case 'entrypoint':
      state.entrypoint = settingOf(argvOf(instruction.command, state), true, step);
      if (!state.ownCommand) state.command = undefined;
      return;
    case 'healthcheck':
      state.healthcheck = settingOf(testOf(instruction), true, step);
      return;
    default:
  }
}

function argvOf({ form, text, words }: Command, { shell }: StageState): readonly string[] {
  if (form === 'exec') return words.map((word) => word.text);
  return text.text === '' ? [] : [...shell.value, text.text];
}

function testOf({
  test,
  command,
}: Extract<Instruction, { kind: 'healthcheck' }>): readonly string[] {
  if (test === 'none') return ['NONE'];
  if (command === undefined) return [];
  if (command.form === 'shell') return ['CMD-SHELL', command.text.text];
  return ['CMD', ...command.words.map(({ text }) => text)];
}
