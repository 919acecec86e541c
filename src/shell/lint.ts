import type { Extension, ShellCommand, ShellScript, Span } from './script.ts';

/** A mistake in a script, under the number that ShellCheck's users know. */
export interface ScriptMistake extends Span {
  /** `2086` for SC2086. */
  readonly code: number;
  readonly message: string;
}

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
    ...extensionsOutsidePosix(script),
  ].toSorted((a, b) => a.start - b.start || a.code - b.code);
}

/** A script with more variables than this is made by a machine. */
const maxUses = 2000;

const special = /^(\d+|[#?!$*@-]|_)$/;

/** SC2086: an unquoted variable is split at blanks and expanded as a pattern. */
function unquotedVariables(script: ShellScript): readonly ScriptMistake[] {
  return script.uses
    .filter(
      ({ quoted, role, name, operator, constant }) =>
        !quoted &&
        (role === 'argument' || role === 'redirect') &&
        !/^[#?!$-]$/.test(name) &&
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
    if (isKnown || isGuarded || seen.has(name) || /^[A-Z][A-Z0-9_]*$/.test(name)) return [];
    if (!/^[A-Za-z_]\w*$/.test(name)) return [];
    seen.add(name);
    return [{ code: 2154, start, end, message: `nothing sets $${name}` }];
  });
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

/** SC3001 and on: what `/bin/sh` need not know. */
function extensionsOutsidePosix(script: ShellScript): readonly ScriptMistake[] {
  if (script.dialect !== 'sh' && script.dialect !== 'dash') return [];
  const forms = script.extensions.map(({ kind, text, start, end }) => ({
    code: posixCodes.get(kind) ?? 3000,
    start,
    end,
    message: `${text.slice(0, 40)} is not for every /bin/sh`,
  }));
  return [...forms, ...script.commands.flatMap((command) => foreignCommand(command))];
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
