import type { Command, Option } from 'commander';
import { formats } from '#app/render.ts';
import { CaissonError } from '#kit/error.ts';
import { quote } from '#kit/text.ts';
import { severities } from '#model/severity.ts';

export const completionShells = ['bash', 'zsh', 'fish'] as const;

/** A completion script for a shell, made from the commands and options themselves. Throws `usage.invalid-argument`. */
export function completionScript(shell: string, root: Command): string {
  const words = wordsOf(root);
  switch (shell) {
    case 'bash':
      return bashScript(words);
    case 'zsh':
      return zshScript(words);
    case 'fish':
      return fishScript(words);
    default:
      throw new CaissonError(
        'usage.invalid-argument',
        `there is no completion for ${quote(shell)}`,
        { hint: `use one of ${completionShells.join(', ')}` },
      );
  }
}

/** What may follow each command, by its path (`db status`). */
type Words = ReadonlyMap<string, Following>;
interface Following {
  readonly commands: readonly string[];
  readonly options: readonly string[];
  /** What may follow an option, by its long name and its short one. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

function wordsOf(command: Command, path = '', into = new Map<string, Following>()): Words {
  const arguments_ = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const shown = command.createHelp().visibleOptions(command);
  into.set(path, {
    commands: [...command.commands.map((child) => child.name()), ...arguments_],
    options: shown.flatMap(({ long }) => long ?? []),
    values: valuesOf(shown),
  });
  for (const child of command.commands) wordsOf(child, `${path} ${child.name()}`.trim(), into);
  return into;
}

/** Values of the options whose values are known; for all others files are offered. */
function valuesOf(options: readonly Option[]): Following['values'] {
  return new Map(
    options.flatMap(({ long, short, argChoices }) => {
      const list = argChoices ?? known.get(long ?? '');
      const names = [long, short].flatMap((name) => name ?? []);
      return list === undefined ? [] : names.map((name) => [name, list] as const);
    }),
  );
}

const known: ReadonlyMap<string, readonly string[]> = new Map([
  ['--output', formats],
  ['--severity', severities],
  ['--fail-on', severities],
]);

/** The part that bash and zsh share: sets `words` from `at` (the command's path), `last` and `current`. */
function cases(words: Words): string {
  const pairs = [...words].flatMap(([path, { values }]) =>
    [...values].map(([name, list]) => `    "${path} ${name}") words="${list.join(' ')}" ;;`),
  );
  const arms = [...words].map(
    ([path, { commands, options }]) =>
      `      "${path}") words="${[...commands, ...options].join(' ')}" ;;`,
  );
  return `  case "$at $last" in
${pairs.join('\n')}
    *) case "$at" in
${arms.join('\n')}
    esac ;;
  esac`;
}

/** A word extends the path when that names a command: so values of options and references are passed over. */
function pathCase(words: Words): string {
  const paths = [...words.keys()].filter((path) => path !== '').map((path) => `"${path}"`);
  return `case "\${at:+$at }$word" in ${paths.join('|')}) at="\${at:+$at }$word" ;; esac`;
}

function bashScript(words: Words): string {
  return `_caisson() {
  local current="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}" at="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    ${pathCase(words)}
  done
${cases(words)}
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -o bashdefault -F _caisson caisson
`;
}

function zshScript(words: Words): string {
  return `#compdef caisson
_caisson() {
  local current="\${words[CURRENT]}" last="\${words[CURRENT-1]}" at="" word
  local -a typed=("\${words[@]:1:$((CURRENT - 2))}")
  local words=""
  for word in "\${typed[@]}"; do
    ${pathCase(words)}
  done
${cases(words)}
  compadd -- \${=words}
  [[ "$current" == -* ]] || _files
}
compdef _caisson caisson
`;
}

function fishScript(words: Words): string {
  const lines = [...words].flatMap(([path, { commands, options, values }]) => {
    const condition = fishCondition(path, commands);
    return [
      ...commands.map((word) => `complete -c caisson -f -n "${condition}" -a ${word}`),
      ...options.map(
        (word) => `complete -c caisson -n "${condition}" ${fishOption(word, values.get(word))}`,
      ),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function fishCondition(path: string, commands: readonly string[]): string {
  if (path === '') return '__fish_use_subcommand';
  const seen = path
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
  return commands.length === 0
    ? seen
    : `${seen}; and not __fish_seen_subcommand_from ${commands.join(' ')}`;
}

function fishOption(option: string, list: readonly string[] | undefined): string {
  const plain = `-l ${option.slice(2)}`;
  return list === undefined ? plain : `${plain} -x -a "${list.join(' ')}"`;
}
