import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type GatheredObjects, gatherObjects, type ObjectSource } from '#app/kube/objects.ts';
import { CaissonError } from '#kit/error.ts';
import { printable, quote } from '#kit/text.ts';
import type { Gap } from '#model/observation.ts';
import { exitCodes } from '../exit.ts';
import type { SourceFlags } from '../kube-options.ts';
import { openSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

/** The release of Kubernetes that objects are for when nobody says. */
const usualMinor = 36;

/** Reads the objects that a command is about, and says what could not be read. */
export async function gather(
  flags: SourceFlags,
  terminal: Terminal,
  paths: readonly string[] = [],
  namespaces?: readonly string[],
): Promise<GatheredObjects> {
  using session = openSession(flags, terminal);
  const source = sourceOf(flags, terminal, paths, namespaces);
  const gathered = await gatherObjects(source, session.scope);
  warnOf(gathered.gaps, flags, terminal);
  return gathered;
}

/** The source that flags and paths name. */
export function sourceOf(
  flags: SourceFlags,
  terminal: Terminal,
  paths: readonly string[],
  namespaces?: readonly string[],
): ObjectSource {
  const { environment, homeDirectory, workingDirectory } = terminal;
  return {
    paths: [...paths, ...(flags.file ?? [])],
    cluster: {
      ...(flags.kubeconfig !== undefined && {
        kubeconfig: resolve(workingDirectory, flags.kubeconfig),
      }),
      ...(flags.context !== undefined && { context: flags.context }),
      ...(namespaces !== undefined && { namespaces }),
      environment,
      homeDirectory,
    },
    render: {
      searchPath: environment['PATH'] ?? '',
      values: (flags.values ?? []).map((file) => resolve(workingDirectory, file)),
      set: flags.set ?? [],
      minor: minorOf(flags.kubernetes),
    },
    readStandardInput: () => terminal.readInput(),
    directory: workingDirectory,
  };
}

/** `36` of `1.36`, `v1.36.2` or `36`. */
export function minorOf(text: string | undefined): number {
  if (text === undefined) return usualMinor;
  const minor = /^(?:v?1\.)?(\d{1,2})(?:\.\d+)?$/.exec(text)?.[1];
  if (minor === undefined)
    throw new CaissonError('usage.invalid-argument', `${quote(text)} is no release of Kubernetes`, {
      hint: 'write it as 1.36',
    });
  return Number(minor);
}

const maxShown = 20;

/** Says on stderr what could not be read, each once; with `--quiet` nothing. */
export function warnOf(gaps: readonly Gap[], { quiet }: SourceFlags, { err }: Terminal): void {
  if (quiet === true) return;
  const lines = new Set(gaps.map(warningOf));
  for (const line of [...lines].slice(0, maxShown)) err.write(line);
  if (lines.size > maxShown) err.write(`warning: and ${lines.size - maxShown} more\n`);
}

function warningOf({ location: { path, line }, detail }: Gap): string {
  const where = line === undefined ? path : `${path}:${line}`;
  return `warning: not examined: ${printable(where)}: ${printable(detail)}\n`;
}

/** Writes an answer; the exit code tells whether all of the input was read, where a person asked for that. */
export function writeAnswer(
  chunks: Iterable<string>,
  gaps: readonly Gap[],
  { strict }: SourceFlags,
  { out }: Terminal,
): number {
  for (const text of chunks) out.write(text);
  return strict === true && gaps.length > 0 ? exitCodes.incomplete : exitCodes.ok;
}

const maxTextBytes = 16 * 2 ** 20;

/** A text file that a person names. Throws `input.not-found`, `limit.size`. */
export function readTextFile(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined)
    throw new CaissonError('input.not-found', `there is nothing at ${quote(path)}`);
  if (size > maxTextBytes)
    throw new CaissonError('limit.size', `${quote(path)} is larger than 16 MiB`);
  return readFileSync(path, 'utf8');
}
