import { type Arguments, hasFlag, readArguments } from './flags.ts';
import type { ShellCommand, ShellScript, ShellWord } from './script.ts';
import { commandName } from './wrapper.ts';

/** A command that fetches something from the network. */
export interface Download {
  readonly tool: 'curl' | 'wget' | 'invoke-webrequest' | 'other';
  readonly command: ShellCommand;
  readonly given: Arguments;
  readonly urls: readonly ShellWord[];
  /** File it is written to, as written; absent for standard output or a name taken from the URL. */
  readonly output?: string;
  /** Whether it skips the verification of certificates, and the words that say so. */
  readonly insecure: readonly ShellWord[];
  /** The interpreter that executes it unseen: `curl … | sh`, `sh -c "$(curl …)"`, `bash <(curl …)`. */
  readonly interpreter?: string;
  /** Whether a checksum or signature command follows in the same script. */
  readonly verified: boolean;
}

/** Most downloads of one script that are looked at. */
const maxDownloads = 500;

const curlValued =
  '-o --output -H --header -d --data --data-binary --data-raw --data-urlencode -X --request -u --user -A --user-agent -e --referer -b --cookie -c --cookie-jar -F --form -T --upload-file -m --max-time --connect-timeout --retry --retry-delay --retry-max-time --cacert --capath --cert -E --key --proxy -x --resolve --output-dir -w --write-out -K --config -r --range --limit-rate --url --proto --proto-default --proto-redir --ciphers --interface -D --dump-header -z --time-cond --noproxy -Y -y -C --continue-at -U --proxy-user --oauth2-bearer --netrc-file --max-redirs --max-filesize --dns-servers --tls-max --pinnedpubkey --unix-socket';
const wgetValued =
  '-O --output-document -o --output-file -a --append-output -P --directory-prefix -e --execute -i --input-file -t --tries -T --timeout -w --wait -Q --quota --header --post-data --post-file --user --password --http-user --http-password --proxy-user --proxy-password -U --user-agent --referer --ca-certificate --ca-directory --certificate --private-key -B --base --limit-rate --body-data --method -A --accept -R --reject -D --domains -I -X -l --level --progress --waitretry --dns-timeout --connect-timeout --read-timeout --secure-protocol --load-cookies --save-cookies --max-redirect';

const interpreters =
  /^(sh|bash|dash|ash|zsh|ksh|fish|csh|tcsh|busybox|python\d*(\.\d+)*|perl|ruby|node|nodejs|php\d*|lua|pwsh|powershell|iex|invoke-expression|sudo|source|\.|eval)$/i;

/** Whether a command name is an interpreter that runs what it reads. */
export function isInterpreter(name: string): boolean {
  return interpreters.test(name);
}

/** All downloads of a script. */
export function downloads(script: ShellScript): readonly Download[] {
  return script.commands
    .filter(({ name }) => toolOf(name) !== undefined)
    .slice(0, maxDownloads)
    .flatMap((command) => downloadOf(command, script) ?? []);
}

/** Commands that check a file against a sum or a signature. */
const verifier =
  /^(sha\d*sum|shasum|md5sum|b2sum|b3sum|gpgv?2?|cosign|minisign|signify|rhash|slsa-verifier|rsign|apksigner|rpmkeys)$/;

/** Whether a command verifies a file by checksum or signature. */
function isVerification({ name, argv }: ShellCommand): boolean {
  if (name === 'openssl') return /^(dgst|cms|smime|pkeyutl)$/.test(argv[1]?.value ?? '');
  if (!verifier.test(name)) return false;
  const words = argv.map(({ value }) => value);
  if (/^gpg2?$/.test(name)) return words.includes('--verify');
  return true;
}

function downloadOf(command: ShellCommand, script: ShellScript): Download | undefined {
  const tool = toolOf(command.name);
  if (tool === undefined) return undefined;
  const valued = new Set((tool === 'wget' ? wgetValued : curlValued).split(' '));
  const given = readArguments(command.argv.slice(1), { valued, singleDash: tool === 'other' });
  const output = outputOf(tool, given, command);
  const interpreter = interpreterOf(command, script);
  return {
    tool,
    command,
    given,
    urls: given.operands.filter((word) => isUrl(word.value) || tool === 'curl' || tool === 'wget'),
    ...(output !== undefined && { output }),
    insecure: insecureWords(tool, given, command),
    ...(interpreter !== undefined && { interpreter }),
    verified: script.commands.some((other) => other.start > command.start && isVerification(other)),
  };
}

function toolOf(name: string): Download['tool'] | undefined {
  if (name === 'curl' || name === 'wget') return name;
  if (/^(invoke-webrequest|iwr|invoke-restmethod|irm|start-bitstransfer)$/i.test(name))
    return 'invoke-webrequest';
  return /^(aria2c|http|https|fetch|axel|lwp-download)$/.test(name) ? 'other' : undefined;
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}

function outputOf(
  tool: Download['tool'],
  given: Arguments,
  { redirects }: ShellCommand,
): string | undefined {
  const redirected = redirects.find(({ operator }) => operator === '>' || operator === '>>');
  const names = tool === 'wget' ? ['-O', '--output-document'] : ['-o', '--output'];
  const flag = given.flags.findLast(({ name }) => names.includes(name))?.value;
  const value = flag ?? redirected?.target?.value;
  return value === '-' || value === '/dev/stdout' ? undefined : value;
}

function insecureWords(
  tool: Download['tool'],
  given: Arguments,
  { argv }: ShellCommand,
): readonly ShellWord[] {
  if (tool === 'invoke-webrequest')
    return argv.filter(({ value }) => /^-SkipCertificateCheck/i.test(value));
  const names =
    tool === 'wget' ? ['--no-check-certificate'] : ['-k', '--insecure', '--proxy-insecure'];
  if (hasFlag(given, '--check-certificate') && tool === 'wget')
    return given.flags
      .filter(({ name, value }) => name === '--check-certificate' && value === 'off')
      .map(({ word }) => word);
  return given.flags.filter(({ name }) => names.includes(name)).map(({ word }) => word);
}

/** The interpreter that gets the download: later in its pipe, or around its substitution. */
function interpreterOf(command: ShellCommand, { commands }: ShellScript): string | undefined {
  const { id, index, length } = command.pipeline;
  if (length > 1) {
    const later = commands.find(
      (other) => other.pipeline.id === id && other.pipeline.index > index && readsCode(other),
    );
    if (later !== undefined) return later.name;
  }
  if (!command.substitution) return undefined;
  const around = commands.find(
    (other) =>
      other.start < command.start &&
      other.end > command.end &&
      other.scope !== command.scope &&
      executesArgument(other, command),
  );
  return around?.name;
}

function readsCode({ name, argv, wrappers }: ShellCommand): boolean {
  if (/^(sudo|su|env|xargs)$/.test(name))
    return argv.slice(1).some((word) => isInterpreter(commandName(word)));
  if (!isInterpreter(name) || /^(eval|\.|source)$/.test(name)) return false;
  if (wrappers.includes('xargs')) return false;
  const first = argv.slice(1).find(({ value }) => !value.startsWith('-') || value === '-');
  const isScript = /^(python|perl|ruby|node|php|lua)/.test(name)
    ? argv.slice(1).some(({ value }) => /^-[a-zA-Z]*[cmenrp]/.test(value))
    : argv.slice(1).some(({ value }) => /^-[a-zA-Z]*c$/.test(value));
  if (isScript) return false;
  const readsInput = argv.some(({ value }) => /^-[a-z]*s$/.test(value));
  return first === undefined || readsInput || /^(-|\/dev\/stdin)$/.test(first.value);
}

function executesArgument({ name, words }: ShellCommand, inner: ShellCommand): boolean {
  if (!isInterpreter(name)) return false;
  return words.slice(1).some((word) => word.start <= inner.start && word.end >= inner.end);
}
