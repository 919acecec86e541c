import { type Arguments, flagOf, hasFlag, readArguments } from '../flags.ts';
import type { ShellCommand, ShellWord } from '../script.ts';
import {
  type PackageAction,
  type PackageCommand,
  type PackageRequest,
  type PackageTool,
  packageTools,
} from './model.ts';
import { requestOf } from './request.ts';
import { toolNames, toolTables } from './tables.ts';

const known = new Map<string, PackageTool>([
  ...packageTools.map((tool) => [tool, tool] as const),
  ...toolNames,
]);

/** The package manager call that a command is; `undefined` for all other commands. */
export function packageCommand(command: ShellCommand): PackageCommand | undefined {
  const call = callOf(command);
  if (call === undefined) return undefined;
  const { tool, words } = call;
  const table = toolTables[tool];
  const given = readArguments(words, {
    valued: new Set(table.valued.split(' ')),
    singleDash: table.singleDash ?? false,
  });
  if (tool === 'pacman') return readPacman(command, given);
  const at = subcommandAt(given.operands, tool);
  const subcommandWord = given.operands[at];
  const subcommand = subcommandWord?.value ?? '';
  const action = isSimulated(tool, given)
    ? 'other'
    : actionOf(tool, subcommand, given.operands[at + 1]?.value);
  const packages = packagesOf({ tool, action, subcommand, given, at });
  return {
    tool,
    action,
    subcommand,
    packages,
    given,
    command,
    ...(subcommandWord !== undefined && { subcommandWord }),
  };
}

/** All package manager calls of a script. */
export function packageCommands(list: readonly ShellCommand[]): readonly PackageCommand[] {
  return list.flatMap((command) => packageCommand(command) ?? []);
}

interface Call {
  readonly tool: PackageTool;
  readonly words: readonly ShellWord[];
}

/** `pip3.12 …`, `python3 -m pip …`, `corepack pnpm …`, `uv pip …` as a tool and its words. */
function callOf({ name, argv }: ShellCommand): Call | undefined {
  const words = argv.slice(1);
  if (/^pip\d*(\.\d+)?$/.test(name)) return { tool: 'pip', words };
  if (/^(python|pypy)\d*(\.\d+)*$/.test(name)) return pythonModule(words);
  if (/^gem\d+(\.\d+)*$/.test(name)) return { tool: 'gem', words };
  if (name === 'corepack') return callOfCorepack(words);
  const tool = known.get(name);
  return tool === undefined ? undefined : { tool, words };
}

function pythonModule(words: readonly ShellWord[]): Call | undefined {
  const at = words.findIndex(({ value }) => /^-[A-Za-z]*m$/.test(value));
  const module = words[at + 1]?.value;
  if (at < 0 || module === undefined) return undefined;
  const tool = known.get(module);
  return tool === undefined ? undefined : { tool, words: words.slice(at + 2) };
}

function callOfCorepack(words: readonly ShellWord[]): Call | undefined {
  const tool = known.get(words[0]?.value.replace(/@.*$/, '') ?? '');
  return tool === 'pnpm' || tool === 'yarn' ? { tool, words: words.slice(1) } : undefined;
}

/** Place of the subcommand among the operands: `uv pip install`, `yarn global add`, `dnf group install`. */
function subcommandAt(operands: readonly ShellWord[], tool: PackageTool): number {
  const first = operands[0]?.value ?? '';
  if (operands.length < 2) return 0;
  return prefixes[tool]?.includes(first) === true ? 1 : 0;
}

const prefixes: Partial<Record<PackageTool, readonly string[]>> = {
  uv: ['pip', 'tool'],
  yarn: ['global'],
  composer: ['global'],
  conda: ['env'],
};

/** Whether apt only says what it would do. */
function isSimulated(tool: PackageTool, given: Arguments): boolean {
  if (tool !== 'apt-get' && tool !== 'apt' && tool !== 'aptitude') return false;
  return hasFlag(
    given,
    '-s',
    '--simulate',
    '--just-print',
    '--dry-run',
    '--recon',
    '--no-act',
    '--print-uris',
  );
}

function actionOf(tool: PackageTool, subcommand: string, next: string | undefined): PackageAction {
  if (tool === 'yarn' && subcommand === '') return 'install';
  if (subcommand === 'cache' && next !== undefined)
    return /^(clean|purge|rm|remove)$/.test(next) ? 'clean' : 'other';
  for (const [action, names] of Object.entries(toolTables[tool].actions))
    if (names.split(' ').includes(subcommand)) return toAction(action);
  return 'other';
}

const actions: ReadonlyMap<string, PackageAction> = new Map(
  (
    ['install', 'update', 'upgrade', 'dist-upgrade', 'remove', 'clean', 'run', 'other'] as const
  ).map((action) => [action, action]),
);

function toAction(name: string): PackageAction {
  return actions.get(name) ?? 'other';
}

interface Reading {
  readonly tool: PackageTool;
  readonly action: PackageAction;
  readonly subcommand: string;
  readonly given: Arguments;
  readonly at: number;
}

function packagesOf({ tool, action, subcommand, given, at }: Reading): readonly PackageRequest[] {
  if (action !== 'install' && action !== 'run' && action !== 'upgrade') return [];
  const rest = given.operands
    .slice(at + 1)
    .filter(
      ({ value, start }) => value !== '' && !(tool === 'gem' && isBehindDashes(given, start)),
    );
  const words = action === 'run' ? rest.slice(0, 1) : withoutKind(rest, subcommand);
  if (tool === 'cargo' && words.length === 0) return cargoSource(given);
  return words.flatMap((word) => requestOf(word, tool, given) ?? []);
}

/** Words behind `--` are options of the compiler that gem runs. */
function isBehindDashes({ separator }: Arguments, start: number): boolean {
  return separator !== undefined && start > separator.start;
}

/** `dnf module install x`, `yum group install x`: the kind of thing stands before the verb. */
function withoutKind(words: readonly ShellWord[], subcommand: string): readonly ShellWord[] {
  if (subcommand !== 'module' && subcommand !== 'group') return words;
  return /^(install|enable|reset)$/.test(words[0]?.value ?? '') ? words.slice(1) : [];
}

function cargoSource(given: Arguments): readonly PackageRequest[] {
  const git = flagOf(given, '--git');
  if (git?.valueWord === undefined) return [];
  return [requestOf(git.valueWord, 'cargo', given)].filter((request) => request !== undefined);
}

/** `pacman -Syu --noconfirm name`: the action is an option. */
function readPacman(command: ShellCommand, given: Arguments): PackageCommand {
  const isSync = hasFlag(given, '-S', '--sync');
  const names = given.operands;
  return {
    tool: 'pacman',
    action: isSync ? pacmanAction(given) : 'other',
    subcommand: given.flags[0]?.name ?? '',
    packages: isSync ? names.flatMap((word) => requestOf(word, 'pacman', given) ?? []) : [],
    given,
    command,
  };
}

function pacmanAction(given: Arguments): PackageAction {
  if (hasFlag(given, '-c', '--clean')) return 'clean';
  if (given.operands.length > 0) return 'install';
  return hasFlag(given, '-u', '--sysupgrade') ? 'upgrade' : 'update';
}
