import type { SourceRange } from '#model/source-range.ts';
import type { PackageCommand, PackageRequest, PackageTool } from '#shell/packages/model.ts';
import { packageCommand } from '#shell/packages/read.ts';
import type { ShellCommand } from '#shell/script.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { coarseCommands } from './coarse-command.ts';
import { shellCommands, wordsOf } from './parts.ts';

/** A command that installs packages by name. */
export interface AdHocInstall {
  /** For people: `"left-pad"`. */
  readonly names: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const programs = [
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'gem',
  'bundle',
  'pip',
  'uv',
  'go',
  'cargo',
  'choco',
  'nuget',
  'dotnet',
];

const program =
  /^(?:npm|yarn|pnpm|bun|gem|bundle|pip[\d.]*|pipx|uv|go|cargo|choco(?:latey)?|nuget(?:\.exe)?|dotnet)$/i;

/** All of a file. Local paths, hashes and, for Go, exact versions are fine. */
export function adHocPackages(subject: PipelineSubject): readonly AdHocInstall[] {
  const commands = [...shellCommands(subject, ...programs), ...coarseCommands(subject, program)];
  return commands.flatMap(({ job, command, range }) => {
    const names = namesOf(command);
    if (names.length === 0) return [];
    const shown = names.slice(0, 3).map((name) => JSON.stringify(name.slice(0, 80)));
    return [{ names: shown.join(', '), range, job }];
  });
}

function namesOf(command: ShellCommand): readonly string[] {
  const call = packageCommand(command);
  const words = wordsOf(command);
  if (command.name === 'bundle') return added(words);
  if (call !== undefined) return requested(call);
  if (/^choco(?:latey)?$/.test(command.name)) return fromChocolatey(words);
  if (/^nuget(?:\.exe)?$/.test(command.name) && words[0] === 'install')
    return unversioned(words, words[1]);
  const tool = command.name === 'dotnet' && words[0] === 'tool' && words[1] === 'install';
  return tool ? unversioned(words, words[2]) : [];
}

function added([verb, name]: readonly string[]): readonly string[] {
  return verb === 'add' && name !== undefined ? [name] : [];
}

function fromChocolatey(words: readonly string[]): readonly string[] {
  const [verb, name] = words;
  if (verb !== 'install' || name === undefined) return [];
  return words.some((word) => /^--?require-?checksums?$/i.test(word)) ? [] : [name];
}

function unversioned(words: readonly string[], name: string | undefined): readonly string[] {
  if (name === undefined || name.startsWith('-') || name.endsWith('.config')) return [];
  return words.some((word) => /^--?version$/i.test(word)) ? [] : [name];
}

function requested(call: PackageCommand): readonly string[] {
  if (!installs(call)) return [];
  const foreign = call.packages.filter(({ kind }) => kind !== 'file' && kind !== 'group');
  return [...namesIn(call.tool === 'go' ? foreign.filter(isLoose) : foreign), ...checkouts(call)];
}

const repository = /^(?:git|hg|svn|bzr)(?:\+[a-z]+)?:/;
const fixedRepository = /^git\+(?:https|ssh):\/\/[^#]{1,500}@[0-9a-f]{40}(?:#|$)/;

/** Repositories that pip and uv install as they stand (`-e`): only a commit fetched over a safe line, alone, is fixed. */
function checkouts({ tool, given: { flags } }: PackageCommand): readonly string[] {
  if (tool !== 'pip' && tool !== 'uv') return [];
  const alone = flags.some(({ name }) => name === '--no-deps');
  return flags
    .filter(({ name }) => name === '-e' || name === '--editable')
    .map(({ value = '' }) => value)
    .filter((value) => repository.test(value) && !(alone && fixedRepository.test(value)));
}

/** Go's checksum database holds every exact version to its first content. */
function isLoose({ version = '' }: PackageRequest): boolean {
  return !/^v?\d+\.\d+\.\d+|^[0-9a-f]{12,40}$/.test(version);
}

/** Options that hold an installation to what is written down. */
const lockOptions: ReadonlyMap<PackageTool, RegExp> = new Map<PackageTool, RegExp>([
  ['pip', /hash/],
  ['uv', /hash/],
  ['cargo', /^--locked$/],
]);

const installing = new Set<PackageTool>(['npm', 'bun', 'gem', 'pip', 'pipx', 'uv', 'go', 'cargo']);

function installs({ tool, action, subcommand, given }: PackageCommand): boolean {
  const locked = lockOptions.get(tool);
  if (given.flags.some(({ name }) => locked?.test(name) === true)) return false;
  if (subcommand === 'add') return /^(?:npm|yarn|pnpm|bun)$/.test(tool);
  if (tool === 'go' && subcommand === 'get') return true;
  return action === 'install' && installing.has(tool);
}

function namesIn(packages: readonly PackageRequest[]): readonly string[] {
  return packages
    .map(({ name }) => name)
    .filter((name) => !/^\.{0,2}\//.test(name) && name !== '.');
}
