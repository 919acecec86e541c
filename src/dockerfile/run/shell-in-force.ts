import type { Dialect } from '#shell/script.ts';
import type { Comment, Dockerfile, Instruction, Stage } from '../tree.ts';

/** The shell that runs shell-form instructions. */
export interface ShellInForce {
  /** `other` is none that is understood: an interpreter, a program of the image. */
  readonly kind: 'posix' | 'cmd' | 'powershell' | 'other';
  readonly dialect: Dialect;
  /** Its words; of the default shell `/bin/sh -c`. */
  readonly words: readonly string[];
  /** Whether a SHELL instruction, or a comment for hadolint, names it. */
  readonly explicit: boolean;
  readonly errexit: boolean;
  readonly pipefail: boolean;
}

const posix: ReadonlyMap<string, Dialect> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['dash', 'dash'],
  ['ash', 'ash'],
  ['busybox', 'ash'],
  ['ksh', 'ksh'],
  ['zsh', 'zsh'],
]);

/** What a list of words means as a shell. */
export function shellOf(words: readonly string[], explicit: boolean): ShellInForce {
  const path = words[0] ?? '/bin/sh';
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const short = name.toLowerCase().replace(/\.exe$/, '');
  const dialect = posix.get(short);
  const options = words.slice(1);
  return {
    kind: dialect === undefined ? foreignKind(short) : 'posix',
    dialect: dialect ?? 'sh',
    words,
    explicit,
    errexit: options.some((word) => /^-[a-z]*e/.test(word)),
    pipefail:
      dialect !== 'sh' &&
      dialect !== 'dash' &&
      options.some((word, index) => /^-[a-z]*o$/.test(word) && options[index + 1] === 'pipefail'),
  };
}

/** The shell at the start of a stage that no other stage is the base of. */
export function defaultShell(file: Dockerfile, stage: Stage | undefined): ShellInForce {
  const image = stage?.from.image?.text.toLowerCase() ?? '';
  const isWindows = /(^|\/)windows(\/|:|$)|nanoserver|servercore|windowsservercore/.test(image);
  if (isWindows) return shellOf(['cmd', '/S', '/C'], false);
  const pragma = file.escape === '\\' ? pragmaShell(file, stage) : undefined;
  return pragma ?? shellOf(['/bin/sh', '-c'], false);
}

/** The shell after an instruction. */
export function shellAfter(shell: ShellInForce, instruction: Instruction): ShellInForce {
  if (instruction.kind !== 'shell' || instruction.words.length === 0) return shell;
  return shellOf(
    instruction.words.map(({ text }) => text),
    true,
  );
}

/** `# hadolint shell=/bin/bash -o pipefail -c`: what the base image starts with. */
function pragmaShell(file: Dockerfile, stage: Stage | undefined): ShellInForce | undefined {
  const before = stage?.instructions[0]?.span.start ?? stage?.from.span.end ?? 0;
  const comment = lastPragma(file.comments, before);
  const value = comment?.text.replace(/^hadolint\s+shell\s*=\s*/, '');
  if (value === undefined) return undefined;
  return shellOf(
    value.split(/\s+/).filter((word) => word !== ''),
    true,
  );
}

/** The last such comment before an offset, among the 200 comments before it. */
function lastPragma(comments: readonly Comment[], before: number): Comment | undefined {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.span.start ?? 0) < before) low = middle + 1;
    else high = middle;
  }
  return comments
    .slice(Math.max(0, low - 200), low)
    .findLast(({ text }) => /^hadolint\s+shell\s*=/.test(text));
}

function foreignKind(name: string): ShellInForce['kind'] {
  if (name === 'cmd') return 'cmd';
  return name === 'powershell' || name === 'pwsh' ? 'powershell' : 'other';
}
