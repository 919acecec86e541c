import type { Dialect, Runner, SourceString } from '../model.ts';

const known: ReadonlyMap<string, Dialect> = new Map<string, Dialect>([
  ['bash', 'bash'],
  ['sh', 'sh'],
  ['zsh', 'bash'],
  ['dash', 'sh'],
  ['pwsh', 'pwsh'],
  ['powershell', 'pwsh'],
  ['cmd', 'cmd'],
  ['python', 'python'],
  ['python3', 'python'],
  ['node', 'javascript'],
]);

/** The name of the program in a `shell` setting: `/usr/bin/bash -e {0}` is `bash`, `cmd.exe` is `cmd`. */
export function shellName(shell: string): string {
  const [program = ''] = shell.trim().split(/\s+/, 1);
  return program.slice(program.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
}

/** The language of a `run` text: what `shell` says, else what the runner's system has by default. */
export function dialectOf(shell: SourceString | undefined, runner: Runner | undefined): Dialect {
  if (shell !== undefined) return known.get(shellName(shell.value).toLowerCase()) ?? 'other';
  const labels = runner?.labels.map(({ value }) => value.toLowerCase()) ?? [];
  return labels.some((label) => label.startsWith('windows')) ? 'pwsh' : 'bash';
}
