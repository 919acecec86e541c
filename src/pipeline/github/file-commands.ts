import type { ShellCommand, ShellScript } from '#shell/script.ts';

/** A command that writes to one of the files which the runner reads after a step (GitHub documentation, Workflow commands). */
export interface FileCommand {
  readonly file: 'GITHUB_ENV' | 'GITHUB_PATH' | 'GITHUB_OUTPUT';
  readonly command: ShellCommand;
}

const names = ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT'] as const;

/** All writes of a script to these files, by redirection and by `tee`. */
export function fileCommands(script: ShellScript): readonly FileCommand[] {
  return script.commands.flatMap((command) => {
    const targets = [
      ...command.redirects
        .filter(({ operator }) => operator.includes('>'))
        .map(({ target }) => target?.text ?? ''),
      ...(command.name === 'tee' ? command.argv.slice(1).map(({ text }) => text) : []),
    ];
    const file = names.find((name) => targets.some((text) => mentions(text, name)));
    return file === undefined ? [] : [{ file, command }];
  });
}

function mentions(text: string, name: string): boolean {
  return text.includes(`$${name}`) || text.includes(`{${name}}`);
}
