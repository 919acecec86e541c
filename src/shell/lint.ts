import { outsidePosix } from './lint-posix.ts';
import type { ScriptMistake } from './mistake.ts';
import type { ShellCommand, ShellScript, VariableUse } from './script.ts';

export type { ScriptMistake } from './mistake.ts';

/** What is known around a script. */
export interface LintOptions {
  /** Variables that are set from outside. */
  readonly declared?: ReadonlySet<string>;
}

/** Mistakes of the kinds that a native answer exists for; ShellCheck itself knows many more. */
export function lintScript(
  script: ShellScript,
  options: LintOptions = {},
): readonly ScriptMistake[] {
  if (script.uses.length > maxUses || script.assignments.length > maxUses) return [];
  return [
    ...unquotedVariables(script),
    ...unquotedSubstitutions(script),
    ...unsetVariables(script, options.declared ?? new Set()),
    ...uncheckedCd(script),
    ...falseTernary(script),
    ...uselessCat(script),
    ...echoEscapes(script),
    ...dashGlobs(script),
    ...maskedReturns(script),
    ...outsidePosix(script, options.declared),
  ].toSorted((a, b) => a.start - b.start || a.code - b.code);
}

/** A script with more variables than this is made by a machine. */
const maxUses = 2000;

const special = /^(\d+|[#?!$*@-]|_)$/;
/** Variables of shells that hold a number. */
const numeric =
  /^(?:[#?!$-]|RANDOM|SRANDOM|SECONDS|LINENO|UID|EUID|PPID|BASHPID|EPOCHSECONDS|SHLVL)$/;

/** SC2086: an unquoted variable is split at blanks and expanded as a pattern. */
function unquotedVariables(script: ShellScript): readonly ScriptMistake[] {
  return script.uses
    .filter(
      ({ quoted, role, name, operator, constant }) =>
        !quoted &&
        (role === 'argument' || role === 'redirect') &&
        !numeric.test(name) &&
        operator !== '#' &&
        !/^:?\+$/.test(operator ?? '') &&
        (constant === undefined || /[\s*?[]/.test(constant)),
    )
    .filter(({ start }) => !isInTest(script, start) && !isAssignmentWord(script, start))
    .map(({ name, start, end }) => ({
      code: 2086,
      start,
      end,
      message: `$${name} is split at blanks and expanded as a pattern`,
    }));
}

/** In `[[ … ]]` and `case` nothing is split. */
function isInTest({ extensions }: ShellScript, at: number): boolean {
  return extensions.some(
    ({ kind, start, end }) => /^(double-bracket|arithmetic)/.test(kind) && start <= at && at < end,
  );
}

/** Behind `export a=` and the like shells differ; ShellCheck has another number for it. */
function isAssignmentWord({ assignments }: ShellScript, at: number): boolean {
  return assignments.some(({ start, end, by }) => start <= at && at < end && by !== 'read');
}

/** SC2046: the output of a command is split at blanks and expanded as a pattern. */
function unquotedSubstitutions({ commands }: ShellScript): readonly ScriptMistake[] {
  return commands.flatMap(({ words }) =>
    words.slice(1).flatMap(({ pieces, text }) =>
      pieces
        .filter(
          ({ kind, quoted, text: own }) =>
            kind === 'command' &&
            !quoted &&
            !/^[<>]\(/.test(own) &&
            !/^[A-Za-z_]\w*\+?=/.test(text),
        )
        .map(({ start, end }) => ({
          code: 2046,
          start,
          end,
          message: 'the output is split at blanks and expanded as a pattern',
        })),
    ),
  );
}

const always = new Set(
  'PATH HOME PWD OLDPWD USER LOGNAME SHELL TERM LANG LC_ALL IFS PS1 PS2 PS4 HOSTNAME UID EUID PPID RANDOM SECONDS LINENO OPTARG OPTIND REPLY BASH BASH_SOURCE BASH_VERSION BASH_REMATCH FUNCNAME PIPESTATUS DIRSTACK GROUPS HOSTTYPE MACHTYPE OSTYPE SHLVL SHELLOPTS TMPDIR COLUMNS LINES EDITOR MAIL TZ DEBIAN_FRONTEND http_proxy https_proxy ftp_proxy no_proxy all_proxy HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY EPOCHSECONDS BASHPID'.split(
    ' ',
  ),
);

/** SC2154: a variable that nothing sets. Names in capitals may come from outside, as ShellCheck assumes too. */
function unsetVariables(
  script: ShellScript,
  declared: ReadonlySet<string>,
): readonly ScriptMistake[] {
  const set = new Set(script.assignments.map(({ name }) => name));
  const seen = new Set<string>();
  return script.uses.flatMap(({ name, operator, start, end }) => {
    const isKnown = special.test(name) || always.has(name) || declared.has(name) || set.has(name);
    const isGuarded = /^(:?[-=+?]|[@!])$/.test(operator ?? '');
    if (isKnown || isGuarded || seen.has(name) || !/^[A-Za-z_]\w*$/.test(name)) return [];
    seen.add(name);
    if (!/^[A-Z][A-Z0-9_]*$/.test(name))
      return [{ code: 2154, start, end, message: `nothing sets $${name}` }];
    return misspelt({ name, start, end }, [...proxies, ...declared, ...set]);
  });
}

/** SC2153: nothing sets a name, but one that differs in a letter. */
function misspelt(
  { name, start, end }: Pick<VariableUse, 'name' | 'start' | 'end'>,
  known: readonly string[],
): readonly ScriptMistake[] {
  const meant = known.find((other) => isMisspelt(name, other));
  if (meant === undefined) return [];
  return [{ code: 2153, start, end, message: `nothing sets $${name}; $${meant} is set` }];
}

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** Whether one letter of a name of some length stands for another one. */
function isMisspelt(name: string, other: string): boolean {
  if (name.length !== other.length || name.length < 5) return false;
  let wrong: number | undefined;
  for (let at = 0; at < name.length; at += 1) {
    if (name[at] === other[at]) continue;
    if (wrong !== undefined) return false;
    wrong = at;
  }
  return wrong !== undefined && /^[A-Z]{2}$/.test(`${name[wrong]}${other[wrong]}`);
}

/** SC2164: after a failed `cd` the script goes on somewhere else. */
function uncheckedCd({ commands }: ShellScript): readonly ScriptMistake[] {
  return commands
    .filter((command) => isUncheckedCd(command) && isFollowed(commands, command.start))
    .map(({ name, start, end }) => ({
      code: 2164,
      start,
      end,
      message: `if ${name} fails, what follows runs somewhere else`,
    }));
}

function isUncheckedCd({
  name,
  errexit,
  condition,
  before,
  after,
  argv,
  wrappers,
}: ShellCommand): boolean {
  if (!/^(cd|pushd|popd)$/.test(name) || wrappers.length > 0 || argv[1]?.value === '/')
    return false;
  return !errexit && !condition && after === undefined && before !== '||';
}

function isFollowed(commands: readonly ShellCommand[], at: number): boolean {
  const own = commands.find(({ start, end }) => start <= at && at < end);
  return commands.some(({ start, scope }) => start > at && scope === own?.scope);
}

/** SC2015: in `a && b || c`, c also runs when b fails. */
function falseTernary({ chains }: ShellScript): readonly ScriptMistake[] {
  return chains
    .filter(({ operators, commands, condition }) => {
      const at = operators.findIndex(
        (operator, index) => operator === '&&' && operators[index + 1] === '||',
      );
      if (at < 0 || condition) return false;
      return (
        !/^(true|:|echo|printf|exit|return|false)$/.test(commands[at + 2] ?? '') &&
        !/^(true|:|echo|printf)$/.test(commands[at + 1] ?? '')
      );
    })
    .map(({ start, end }) => ({
      code: 2015,
      start,
      end,
      message: 'what follows || also runs when the command before it fails',
    }));
}

/** SC2002: `cat file | command` where the command could read the file. */
function uselessCat({ commands }: ShellScript): readonly ScriptMistake[] {
  return commands
    .filter(
      ({ name, argv, pipeline, wrappers, redirects }) =>
        name === 'cat' &&
        wrappers.length === 0 &&
        redirects.length === 0 &&
        pipeline.length > 1 &&
        pipeline.index === 0 &&
        argv.length === 2 &&
        argv[1]?.value.startsWith('-') === false &&
        !argv[1].pieces.some(({ kind }) => kind === 'glob'),
    )
    .map(({ start, end }) => ({
      code: 2002,
      start,
      end,
      message: 'the next command can read the file itself',
    }));
}

/** SC2028: whether `echo` knows `\n` depends on the shell. */
function echoEscapes({ commands, dialect }: ShellScript): readonly ScriptMistake[] {
  if (dialect === 'dash' || dialect === 'zsh') return [];
  return commands.flatMap(({ name, argv }) => {
    if (name !== 'echo' || /^-[nE]*e/.test(argv[1]?.value ?? '')) return [];
    return argv
      .slice(1)
      .filter(({ text }) => /\\[abfnrtv0]/.test(text) && /["']/.test(text))
      .slice(0, 1)
      .map(({ start, end }) => ({
        code: 2028,
        start,
        end,
        message: 'echo may not expand escapes; printf does',
      }));
  });
}

/** SC2035: a file named like an option becomes one. */
function dashGlobs({ commands }: ShellScript): readonly ScriptMistake[] {
  const careless =
    /^(rm|cp|mv|chmod|chown|ls|cat|grep|tar|gzip|sed|head|tail|wc|touch|ln|sha\d+sum|md5sum|install|dpkg)$/;
  return commands.flatMap(({ name, argv }) =>
    !careless.test(name)
      ? []
      : argv
          .slice(1, argv.findIndex(({ value }) => value === '--') + 1 || undefined)
          .filter(({ pieces: [first] }) => first?.kind === 'glob' && /^[*?]/.test(first.text))
          .map(({ start, end }) => ({
            code: 2035,
            start,
            end,
            message: 'a name that begins with a dash becomes an option',
          })),
  );
}

/** SC2155: the result of the command is lost in that of `export` or `local`. */
function maskedReturns({ assignments }: ShellScript): readonly ScriptMistake[] {
  return assignments
    .filter(
      ({ by, command, word }) =>
        by === 'declaration' &&
        /^(export|local|declare|typeset|readonly)$/.test(command ?? '') &&
        word?.pieces.some(({ kind }) => kind === 'command') === true,
    )
    .map(({ start, end, name }) => ({
      code: 2155,
      start,
      end,
      message: `a failure of the command that sets ${name} goes unseen`,
    }));
}
