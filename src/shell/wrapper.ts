import type { ShellWord } from './script.ts';

/** Options with a value of commands that run another command given as their arguments. */
const wrappers: ReadonlyMap<string, RegExp> = new Map([
  ['sudo', /^-[A-Za-z]*[ughpCTRDU]$|^--(user|group|host|prompt|chdir|chroot|close-from)$/],
  ['doas', /^-[uC]$/],
  ['env', /^-[uCS]$|^--(unset|chdir)$/],
  ['exec', /^-a$/],
  ['command', /^$/],
  ['builtin', /^$/],
  ['time', /^-[of]$/],
  ['nice', /^-n$|^--adjustment$/],
  ['ionice', /^-[cnp]$/],
  ['nohup', /^$/],
  ['setsid', /^$/],
  ['stdbuf', /^-[ioe]$/],
  ['timeout', /^-[ks]$|^--(kill-after|signal)$/],
  ['xargs', /^-[IPnLsdEa]$|^--(max-args|max-procs|replace|delimiter|arg-file|max-lines)$/],
  ['eatmydata', /^$/],
  ['chronic', /^$/],
  ['retry', /^-[a-z]$/],
]);

/** Base name of a command word: `/usr/bin/apt-get` is `apt-get`. */
export function commandName(word: ShellWord | undefined): string {
  if (word === undefined) return '';
  const name = word.value;
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Splits off commands that only run another one. */
export function unwrap(argv: readonly ShellWord[]): {
  readonly wrappers: readonly string[];
  readonly argv: readonly ShellWord[];
} {
  const names: string[] = [];
  let rest = argv;
  for (;;) {
    const name = commandName(rest[0]);
    const valued = wrappers.get(name);
    if (valued === undefined) break;
    if (name === 'command' && /^-p?[vV]/.test(rest[1]?.value ?? '')) break;
    const inner = afterOptions(rest, name, valued);
    if (inner.length === 0) break;
    names.push(name);
    rest = inner;
  }
  return { wrappers: names, argv: rest };
}

function afterOptions(
  argv: readonly ShellWord[],
  name: string,
  valued: RegExp,
): readonly ShellWord[] {
  let index = 1;
  while (index < argv.length) {
    const value = argv[index]?.value ?? '';
    if (value === '--') return argv.slice(index + 1);
    const step = stepOver(value, name, valued);
    if (step === 0) break;
    index += step;
  }
  const hasDuration = name === 'timeout' && /^[\d.]+[smhd]?$/.test(argv[index]?.value ?? '');
  return argv.slice(hasDuration ? index + 1 : index);
}

/** How many words an option or a setting takes; 0 when the command begins. */
function stepOver(value: string, name: string, valued: RegExp): number {
  if (value.startsWith('-') && value.length > 1) return valued.test(value) ? 2 : 1;
  const takesSettings = name === 'env' || name === 'sudo';
  return takesSettings && /^[A-Za-z_]\w*=/.test(value) ? 1 : 0;
}
