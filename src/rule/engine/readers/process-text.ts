import { commandLineOf, exeLineOf } from '#event/process.ts';
import type { RuntimeProcess } from '#model/runtime-event.ts';

const longest = 4096;

/** One remembered text of the process asked for last: rules ask for the same one many times in a row. */
function remembering(
  compute: (process: RuntimeProcess) => string,
): (process: RuntimeProcess) => string {
  let process: RuntimeProcess | undefined;
  let args: readonly string[] | undefined;
  let name: string | undefined;
  let text = '';
  return (asked) => {
    if (asked === process && asked.args === args && asked.name === name) return text;
    text = bounded(compute(asked));
    process = asked;
    args = asked.args;
    name = asked.name;
    return text;
  };
}

/** Readers of texts that are made of arguments; each set of rules has its own. At most 4,096 bytes, as Falco has it. */
export interface ProcessTexts {
  readonly commandLine: (process: RuntimeProcess) => string;
  readonly parentCommandLine: (process: RuntimeProcess) => string;
  readonly exeLine: (process: RuntimeProcess) => string;
  readonly args: (process: RuntimeProcess) => string;
}

export function makeProcessTexts(): ProcessTexts {
  return {
    commandLine: remembering(commandLineOf),
    parentCommandLine: remembering(commandLineOf),
    exeLine: remembering(exeLineOf),
    args: remembering(argsText),
  };
}

/** Arguments without the first, with blanks between. */
export function argsText(process: RuntimeProcess): string {
  return process.args.join(' ');
}

/** Of any process, without remembering. */
export function commandLine(process: RuntimeProcess): string {
  return bounded(commandLineOf(process));
}

function bounded(text: string): string {
  return text.length > longest ? text.slice(0, longest) : text;
}
