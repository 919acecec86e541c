import type { SourceRange } from '#model/source-range.ts';
import type { PackageCommand } from '#shell/packages/model.ts';
import { packageCommand } from '#shell/packages/read.ts';
import type { ShellCommand } from '#shell/script.ts';
import type { Job, PipelineSubject } from '../model.ts';
import { coarseCommands } from './coarse-command.ts';
import { shellCommands, wordsOf } from './parts.ts';

/** An installation that a lock file does not bind. */
export interface UnlockedInstall {
  readonly what: string;
  readonly range: SourceRange;
  readonly job: Job;
}

const programs = ['npm', 'pip', 'nuget', 'dotnet', 'msbuild'];
const program = /^(?:npm|pip[\d.]*|nuget(?:\.exe)?|dotnet|msbuild(?:\.exe)?)$/i;

/** All of a file. Packages that are named are another matter: see `adHocPackages`. */
export function unlockedInstalls(subject: PipelineSubject): readonly UnlockedInstall[] {
  const commands = [...shellCommands(subject, ...programs), ...coarseCommands(subject, program)];
  return commands.flatMap(({ job, command, range }) => {
    const what = unlocked(command);
    return what === undefined ? [] : [{ what, range, job }];
  });
}

function unlocked(command: ShellCommand): string | undefined {
  const call = packageCommand(command);
  if (call !== undefined) return ofPackageTool(call);
  const words = wordsOf(command);
  switch (command.name.toLowerCase().replace(/\.exe$/, '')) {
    case 'nuget':
      return words[0] === 'restore' && !has(words, /^-lockedmode$/i) ? 'nuget restore' : undefined;
    case 'dotnet':
      return ofDotnet(words);
    case 'msbuild':
      return ofMsbuild(words);
    default:
      return undefined;
  }
}

function ofPackageTool({ tool, packages, subcommand, given }: PackageCommand): string | undefined {
  const flags = given.flags.map(({ name }) => name);
  if (tool === 'npm' && /^(?:i|install|add|install-test|it)$/.test(subcommand))
    return packages.length === 0 ? `npm ${subcommand}` : undefined;
  if (tool !== 'pip' || subcommand !== 'install') return undefined;
  const listed = has(flags, /^(?:-r|--requirement)$/);
  return listed && !flags.includes('--require-hashes') ? 'pip install -r' : undefined;
}

function ofDotnet(words: readonly string[]): string | undefined {
  const [verb, second, third] = words;
  if (verb === 'restore') return words.includes('--locked-mode') ? undefined : 'dotnet restore';
  const adds = verb === 'add' && (second === 'package' || third === 'package');
  return adds && !has(words, /^(?:-v|--version)$/) ? 'dotnet add package' : undefined;
}

function ofMsbuild(words: readonly string[]): string | undefined {
  if (!has(words, /^[/-]t(?:arget)?:restore$/i)) return undefined;
  return has(words, /restorelockedmode=true/i) ? undefined : 'msbuild /t:restore';
}

function has(words: readonly string[], pattern: RegExp): boolean {
  return words.some((word) => pattern.test(word));
}
