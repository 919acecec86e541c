import type { Command, CommanderError } from 'commander';
import { CaissonError } from '#kit/error.ts';

/** What people who know other scanners type, and what does it here. */
const otherNames: Readonly<Record<string, string>> = {
  '--ignore-unfixed': '--only-fixed for the table, --fail-on "fixable && !excepted" for the gate',
  '--ignorefile': '--exceptions FILE',
  '--input': 'docker-archive:FILE, oci-archive:FILE or just the path',
  '--scanners': 'nothing: everything is always read',
  '--scope': 'nothing: all layers are always read',
  '--skip-db-update': 'nothing: a scan never fetches a database',
  '--skip-java-db-update': 'nothing: a scan never fetches a database',
  '--severity-cutoff': '--fail-on SEVERITY',
  '--cacert': '--ca FILE',
  '--download-db-only': 'caisson db update',
  '--list-all-pkgs': '-o json, which names every component',
  '--username': 'nothing here: log in with docker, podman or skopeo, or set REGISTRY_AUTH_FILE',
  '--password': 'nothing here: log in with docker, podman or skopeo, or set REGISTRY_AUTH_FILE',
};

/** The error of the command line's parser as one of ours: what was wrong, and what to type in its place. */
export function usageError(
  error: CommanderError,
  root: Command,
  words: readonly string[],
): CaissonError {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const [fault = '', choices] = first.split('. Allowed choices are ');
  const message = fault.replace(/\.$/, '').replace('. Expected', ', expected');
  const thing = /'([^']*)'/.exec(first)?.[1] ?? '';
  const known = choices === undefined ? undefined : `use one of ${choices.replace(/\.$/, '')}`;
  return new CaissonError('usage.invalid-argument', message, {
    hint: known ?? hintOf(error.code, thing, suggestion) ?? `see "${nameOf(root, words)} --help"`,
  });
}

function hintOf(code: string, thing: string, suggestion: string | undefined): string | undefined {
  if (code === 'commander.unknownOption') {
    const other = otherNames[thing.split('=')[0] ?? ''];
    if (other !== undefined) return `here it is ${other}`;
  }
  const similar = /Did you mean (?:one of )?(.+)\?/.exec(suggestion ?? '')?.[1];
  if (similar !== undefined) return `did you mean ${similar}?`;
  if (code === 'commander.unknownCommand') return `to scan something: caisson scan ${thing}`;
  return undefined;
}

/** The command that the words reach, as a person would type it. */
function nameOf(root: Command, words: readonly string[]): string {
  let command = root;
  for (const word of words) {
    const next = command.commands.find((child) => child.name() === word);
    if (next !== undefined) command = next;
  }
  const names = [command.name()];
  for (let at = command.parent; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}
