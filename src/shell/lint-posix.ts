import type { ScriptMistake } from './mistake.ts';
import type { Extension, ShellCommand, ShellScript } from './script.ts';

const posixCodes: ReadonlyMap<Extension['kind'], number> = new Map([
  ['process-substitution', 3001],
  ['extended-glob', 3002],
  ['ansi-quote', 3003],
  ['locale-quote', 3004],
  ['arithmetic-for', 3005],
  ['arithmetic-command', 3006],
  ['select', 3008],
  ['brace-expansion', 3009],
  ['double-bracket', 3010],
  ['here-string', 3011],
  ['ampersand-redirect', 3020],
  ['append', 3024],
  ['array', 3030],
  ['coproc', 3033],
  ['function-keyword', 2112],
  ['indirection', 3053],
  ['substring', 3057],
  ['case-modification', 3059],
  ['replace', 3060],
  ['pipe-ampersand', 3032],
]);

/** Variables that bash alone sets. */
const bashVariables = new Set(
  'RANDOM SECONDS HOSTNAME OSTYPE MACHTYPE HOSTTYPE DIRSTACK EUID UID SHLVL PIPESTATUS SHELLOPTS BASH BASHPID BASH_VERSION FUNCNAME EPOCHSECONDS'.split(
    ' ',
  ),
);

/** SC3028: a variable that `/bin/sh` need not set, where nothing else does. */
function foreignVariables(
  { uses, assignments }: ShellScript,
  declared: ReadonlySet<string>,
): readonly ScriptMistake[] {
  const set = new Set(assignments.map(({ name }) => name));
  return uses
    .filter(
      ({ name, operator = '' }) =>
        bashVariables.has(name) &&
        !set.has(name) &&
        !declared.has(name) &&
        !/^:?[-=+?]$/.test(operator),
    )
    .map(({ name, start, end }) => ({
      code: 3028,
      start,
      end,
      message: `$${name} is not set by every /bin/sh`,
    }));
}

/** SC3001 and on: what `/bin/sh` need not know. */
export function outsidePosix(
  script: ShellScript,
  declared: ReadonlySet<string> = new Set(),
): readonly ScriptMistake[] {
  if (script.dialect !== 'sh' && script.dialect !== 'dash') return [];
  const forms = script.extensions.map(({ kind, text, start, end }) => ({
    code: posixCodes.get(kind) ?? 3000,
    start,
    end,
    message: `${text.slice(0, 40)} is not for every /bin/sh`,
  }));
  const variables = foreignVariables(script, declared);
  return [...forms, ...variables, ...script.commands.flatMap((command) => foreignCommand(command))];
}

const foreign: ReadonlyMap<string, number> = new Map([
  ['pushd', 3044],
  ['popd', 3044],
  ['dirs', 3044],
  ['disown', 3044],
  ['shopt', 3044],
  ['declare', 3044],
  ['typeset', 3044],
  ['mapfile', 3044],
  ['readarray', 3044],
  ['complete', 3044],
  ['caller', 3044],
  ['let', 3039],
  ['source', 3046],
]);

const foreignOptions: readonly (readonly [
  string,
  number,
  (words: readonly string[]) => boolean,
])[] = [
  ['echo', 3037, ([first = '']) => /^-[eE]/.test(first)],
  ['read', 3045, ([first = '']) => /^-[^r]/.test(first)],
  ['set', 3040, (words) => words.includes('pipefail')],
  ['[', 3014, (words) => words.includes('==')],
  ['test', 3014, (words) => words.includes('==')],
];

function foreignCommand({
  name,
  argv,
  start,
  end,
  wrappers,
}: ShellCommand): readonly ScriptMistake[] {
  const code = wrappers.length === 0 ? foreign.get(name) : undefined;
  if (code !== undefined)
    return [{ code, start, end, message: `${name} is not for every /bin/sh` }];
  const words = argv.slice(1).map(({ value }) => value);
  return foreignOptions
    .filter(([tool, , isMeant]) => tool === name && isMeant(words))
    .map(([, option]) => ({
      code: option,
      start,
      end,
      message: `this form of ${name} is not for every /bin/sh`,
    }));
}
