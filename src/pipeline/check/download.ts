import type { SourceRange } from '#model/source-range.ts';
import { type Download, downloads, isInterpreter } from '#shell/download.ts';
import type { ShellCommand, ShellScript } from '#shell/script.ts';
import type { PipelineSubject, Script } from '../model.ts';

/** A download that is executed as it comes. */
export interface UnverifiedRun {
  /** For people: `curl`, `deno run`. */
  readonly what: string;
  readonly range: SourceRange;
}

/** All of a script. A checksum before the run, a commit id in the address and the own machine as server are fine. */
export function unverifiedRuns(subject: PipelineSubject, script: Script): readonly UnverifiedRun[] {
  if (script.dialect === 'pwsh') return pwshRuns(script);
  if (!/curl|wget|deno|iwr|irm|fetch/.test(script.text)) return [];
  const shell = subject.shell(script);
  if (shell === undefined) return [];
  const fetched = downloads(shell)
    .filter((download) => !download.verified && !isTrusted(download))
    .flatMap((download) => {
      const runs = download.interpreter !== undefined || isRunLater(download, shell);
      return runs ? [download.command] : [];
    });
  return [...fetched, ...shell.commands.filter(isRemoteDeno)].map((command) => ({
    what: command.name,
    range: script.rangeOf(command.start, command.end),
  }));
}

/** A commit id in the address names the content; the own machine is no network. */
function isTrusted({ urls }: Download): boolean {
  return (
    urls.length > 0 &&
    urls.every(({ value }) =>
      /\/[0-9a-f]{40}(?:\/|$)|^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(
        value,
      ),
    )
  );
}

/** Whether the file is made executable or given to an interpreter later in the script. */
function isRunLater(download: Download, { commands }: ShellScript): boolean {
  const name = fileOf(download);
  if (name === undefined || name === '') return false;
  return commands.some((later) => later.start > download.command.start && executes(later, name));
}

function fileOf({ output, tool, given, urls }: Download): string | undefined {
  if (output !== undefined) return baseName(output);
  const keepsName =
    tool === 'wget' || given.flags.some(({ name }) => name === '-O' || name === '--remote-name');
  const url = urls[0]?.value.replace(/[?#].*$/, '');
  return keepsName && url !== undefined ? baseName(url) : undefined;
}

function executes({ name, argv, words }: ShellCommand, file: string): boolean {
  const first = words[0]?.value ?? '';
  if (baseName(first) === file && first.includes('/')) return true;
  const mentions = argv.slice(1).some(({ value }) => baseName(value) === file);
  if (!mentions) return false;
  if (name === 'chmod') return argv.some(({ value }) => /\+.*x|^0?[0-7]*[1357]/.test(value));
  return isInterpreter(name) || name === 'source' || name === '.';
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isRemoteDeno({ name, argv }: ShellCommand): boolean {
  if (name !== 'deno') return false;
  const words = argv.slice(1).map(({ value }) => value);
  const runs = words[0] === 'run' || words[0] === 'install';
  const free = words.some((word) => word === '-A' || word === '--allow-all');
  return runs && free && words.some((word) => /^https?:\/\//.test(word));
}

const pwshPatterns: readonly RegExp[] = [
  /\b(?:iex|Invoke-Expression)\b.{0,500}\.DownloadString\(/i,
  /\.DownloadString\([^)]{0,500}\)\s*\|\s*(?:iex|Invoke-Expression)\b/i,
  /\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b[^|]{0,500}\|\s*(?:iex|Invoke-Expression)\b/i,
  /\b(?:iex|Invoke-Expression)\b[^\n]{0,100}\(\s*(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b/i,
];

function pwshRuns(script: Script): readonly UnverifiedRun[] {
  const found: UnverifiedRun[] = [];
  let start = 0;
  for (const line of script.text.split('\n')) {
    const text = line.slice(0, 2000);
    if (pwshPatterns.some((pattern) => pattern.test(text)))
      found.push({ what: 'Invoke-Expression', range: script.rangeOf(start, start + line.length) });
    start += line.length + 1;
  }
  return found;
}
