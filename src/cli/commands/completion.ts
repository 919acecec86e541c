import type { Command } from 'commander';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

/** A completion script for a shell, made from the commands and options themselves. Throws `usage.invalid-argument`. */
export function completionScript(shell: string, root: Command): string {
  const words = wordsOf(root);
  switch (shell) {
    case 'bash':
      return bashScript(words);
    case 'zsh':
      return `#compdef caisson\nautoload -U +X bashcompinit && bashcompinit\n${bashScript(words)}`;
    case 'fish':
      return fishScript(words);
    default:
      throw new CaissonError(
        'usage.invalid-argument',
        `there is no completion for ${quote(shell)}`,
        {
          hint: `use one of ${shells.join(', ')}`,
        },
      );
  }
}

/** What may follow each command: its subcommands and its options. */
type Words = ReadonlyMap<string, readonly string[]>;

function wordsOf(command: Command, path = '', into = new Map<string, readonly string[]>()): Words {
  const subcommands = command.commands.map((child) => child.name());
  const options = command.options.flatMap(({ long }) => long ?? []);
  into.set(path, [...subcommands, ...options, '--help']);
  for (const child of command.commands) wordsOf(child, `${path} ${child.name()}`.trim(), into);
  return into;
}

function bashScript(words: Words): string {
  const arms = [...words].map(([path, list]) => `    "${path}") words="${list.join(' ')}" ;;`);
  return `_caisson() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " ${[...words.keys()].join(' | ')} " in *" \${path:+$path }$word "*) path="\${path:+$path }$word" ;; esac ;; esac
  done
  case "$path" in
${arms.join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -f -- "$current")
}
complete -o filenames -F _caisson caisson
`;
}

function fishScript(words: Words): string {
  const lines = [...words].flatMap(([path, list]) =>
    list.map((word) => {
      const condition =
        path === ''
          ? '__fish_use_subcommand'
          : `__fish_seen_subcommand_from ${path.split(' ').at(-1)}`;
      const kind = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      return `complete -c caisson -n "${condition}" ${kind}`;
    }),
  );
  return `${lines.join('\n')}\n`;
}
