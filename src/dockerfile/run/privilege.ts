import type { Violation } from '#contract/check.ts';
import type { ShellCommand } from '#shell/script.ts';
import { atCommands, commandIdentity, valuesOf } from './commands.ts';
import { lastOf } from './final-image.ts';
import {
  at,
  commandsOf,
  inRun,
  instructionsOf,
  packagesOf,
  type RuleFacts,
  subjectOf,
} from './rule-facts.ts';

/** Everyone may write. */
export function writableByAll(facts: RuleFacts): readonly Violation[] {
  const run = atCommands(
    facts,
    (command) =>
      command.name === 'chmod' &&
      modeOf(command, (mode) => isWorldWritable(mode)) &&
      !isTemporary(command),
    (command) => `${commandIdentity(command).slice(0, 80)} lets everyone write`,
  );
  const copied = instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, fact }) =>
    instruction.flags
      .filter(({ name, value }) => name === 'chmod' && isWorldWritable(value?.text ?? ''))
      .map((flag) =>
        at(facts, flag.span, {
          ...subjectOf(fact),
          message: `${flag.text} lets everyone write`,
          identity: flag.text,
        }),
      ),
  );
  return [...run, ...copied];
}

/** Whether all that it names is a directory for the time of the build: one of `mktemp`, or a variable called like it. */
function isTemporary(command: ShellCommand): boolean {
  const targets = valuesOf(command)
    .filter((word) => !word.startsWith('-'))
    .slice(1);
  return targets.length > 0 && targets.every((word) => /^\$\{?\w*te?mp\w*\}?(?:\/|$)/i.test(word));
}

function modeOf(command: ShellCommand, isMeant: (mode: string) => boolean): boolean {
  const mode = valuesOf(command).find(
    (word) => !/^--?[a-zA-Z-]+$/.test(word) || /^-[rwxst]+$/.test(word),
  );
  return mode !== undefined && isMeant(mode);
}

function isWorldWritable(mode: string): boolean {
  if (/^[0-7]{3,5}$/.test(mode))
    return (
      (Number.parseInt(mode.slice(-1), 8) & 2) !== 0 && !/^1\d{3}$/.test(mode.replace(/^0+/, ''))
    );
  return mode
    .split(',')
    .some(
      (part) =>
        /^(a|o|[ugo]*o[ugo]*)?[+=][rwxXst]*w/.test(part) &&
        !part.includes('t') &&
        !part.startsWith('+'),
    );
}

/** A program gets its owner's or group's rights whoever starts it. */
export function setsSetuid(facts: RuleFacts): readonly Violation[] {
  const modes = atCommands(
    facts,
    (command) => command.name === 'chmod' && modeOf(command, isSetuid),
  );
  const capabilities = atCommands(
    facts,
    (command) =>
      command.name === 'setcap' &&
      valuesOf(command).some(
        (word) =>
          /cap_(sys_admin|setuid|setgid|dac_override|sys_ptrace|sys_module|dac_read_search|all)/i.test(
            word,
          ) || /^(all)?=/.test(word),
      ),
  );
  const copied = instructionsOf(facts, 'copy', 'add').flatMap(({ instruction, fact }) =>
    instruction.flags
      .filter(({ name, value }) => name === 'chmod' && isSetuid(value?.text ?? ''))
      .map((flag) => at(facts, flag.span, { ...subjectOf(fact), identity: flag.text })),
  );
  return [...modes, ...capabilities, ...copied];
}

function isSetuid(mode: string): boolean {
  if (/^0?[2-7][0-7]{3}$/.test(mode)) return (Number.parseInt(mode.slice(-4, -3), 8) & 6) !== 0;
  return mode.split(',').some((part) => /^[ugoa]*[+=][rwxX]*s/.test(part));
}

/** RUN gives up the sandbox of the build. */
export function insecureRun(facts: RuleFacts): readonly Violation[] {
  return runFlags(facts, 'security', 'insecure');
}

/** RUN sees the network of the build host. */
export function hostNetwork(facts: RuleFacts): readonly Violation[] {
  return runFlags(facts, 'network', 'host');
}

function runFlags(facts: RuleFacts, flagName: string, flagValue: string): readonly Violation[] {
  return instructionsOf(facts, 'run').flatMap(({ instruction, fact }) =>
    instruction.flags
      .filter(({ name, value }) => name === flagName && value?.text === flagValue)
      .map((flag) => at(facts, flag.span, { ...subjectOf(fact), identity: flag.text })),
  );
}

/** sudo asks for no password. */
export function freeSudo(facts: RuleFacts): readonly Violation[] {
  return atCommands(facts, ({ words, redirects }) =>
    [...words.map(({ value }) => value), ...redirects.map(({ body = '' }) => body)].some((text) =>
      /NOPASSWD/.test(text),
    ),
  );
}

/** A password is set that everyone who reads the Dockerfile knows. */
export function setsPassword(facts: RuleFacts): readonly Violation[] {
  return commandsOf(facts).flatMap(({ run, command }) => {
    if (!isPasswordCommand(command, run.run.script.commands)) return [];
    return [
      inRun(facts, run, command, {
        message: `${command.name} sets a password that stands in the Dockerfile`,
        identity: command.name,
      }),
    ];
  });
}

function isPasswordCommand(command: ShellCommand, all: readonly ShellCommand[]): boolean {
  const words = valuesOf(command);
  if (command.name === 'chpasswd') return getsPassword(command, all);
  if (command.name === 'passwd') return words.some((word) => /^(-d|--delete|--stdin)$/.test(word));
  if (!/^(useradd|usermod|adduser)$/.test(command.name)) return false;
  return words.some(
    (word, at) =>
      /^--password=[^!*$]/.test(word) ||
      (/^(-p|--password)$/.test(words[at - 1] ?? '') && !/^[!*$]/.test(word)),
  );
}

/** Whether `chpasswd` reads names and passwords that the script writes. */
function getsPassword(command: ShellCommand, all: readonly ShellCommand[]): boolean {
  const { id, index } = command.pipeline;
  const giver = all.find(
    ({ pipeline }) => pipeline.id === id && pipeline.index === index - 1 && id > 0,
  );
  const words = giver?.argv.slice(1) ?? [];
  if (words.some(({ value, dynamic }) => !dynamic && /^[^:\s]+:.+/.test(value))) return true;
  return command.redirects.some(({ body = '' }) => /^[^:\s$]+:[^$\s]+/m.test(body));
}

/** A credential stands in a command. */
export function secretInRun(facts: RuleFacts): readonly Violation[] {
  return commandsOf(facts).flatMap(({ run, command }) => {
    const message = secretMessage(
      command,
      run.mounts.some(({ type }) => type === 'secret'),
    );
    return message === undefined
      ? []
      : [inRun(facts, run, command, { message, identity: command.name })];
  });
}

const configures: readonly (readonly [string, RegExp])[] = [
  ['aws', /configure set (aws_access_key_id|aws_secret_access_key|aws_session_token)/],
  ['gcloud', /auth activate-service-account/],
  ['az', /^login .*(-p|--password)/],
  ['doctl', /auth init .*(-t|--access-token)/],
  ['gh', /auth login .*--with-token/],
  ['npm', /config set .*(_auth|_authToken|_password)/],
  ['yarn', /config set .*npmAuth/],
  ['pip', /config set .*index-url \S*:\/\/[^/\s]*:[^/\s]*@/],
  ['git', /config .*(http\..*extraheader|url\..*@.*insteadOf)/i],
  ['docker', /login .*(-p|--password)[= ]/],
  ['helm', /(registry login|repo add) .*--password[= ]/],
  ['curl', /(^|\s)(-u|--user)[= ]?[^\s:$]+:[^\s$]+/],
  ['wget', /--(http-|ftp-)?password=[^$\s]+/],
  ['sshpass', /-p ?[^$\s]+/],
  ['mysql', /(^|\s)(-p[^$\s]+|--password=[^$\s]+)/],
  ['composer', /config .*(http-basic|github-oauth|gitlab-token|bearer)/],
  ['vault', /^login [^-]/],
  ['dotnet', /nuget (add|update) source .*(-p|--password)/],
];

function secretMessage(
  { name, argv, assignments }: ShellCommand,
  hasMount: boolean,
): string | undefined {
  const text = argv
    .slice(1, 40)
    .map(({ value }) => value)
    .join(' ')
    .slice(0, 4000);
  const rule = configures.find(([tool]) => tool === name);
  if (rule !== undefined && !hasMount && rule[1].test(text))
    return `${name} gets a credential that stays in the history of the image`;
  if (
    /:\/\/[^/\s:@]+:[^/\s@$]{3,}@/.test(text) &&
    /^(git|curl|wget|pip\d?|npm|go|svn|hg)$/.test(name)
  )
    return `a URL given to ${name} holds a password`;
  const set = assignments.find(
    ({ name: variable, word }) =>
      /(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY)$/i.test(variable) &&
      word !== undefined &&
      !word.dynamic &&
      word.value.length >= 6 &&
      !word.value.startsWith('/'),
  );
  return set === undefined || hasMount
    ? undefined
    : `"${set.name}" is set to a value that stays in the history of the image`;
}

const compilers =
  /^(gcc|g\+\+|clang|build-essential|make|cmake|alpine-sdk|build-base|gcc-c\+\+|rust|cargo|golang(-go)?|openjdk-\d+-jdk|gdb|strace|@development-tools|autoconf|automake|binutils|llvm|nodejs-dev|python3?-dev(el)?)$/;

/** Compilers stay in the image: an intruder builds what they need. */
export function compilersLeft(facts: RuleFacts): readonly Violation[] {
  return packagesOf(facts).flatMap(({ run, call }) => {
    if (!run.fact.final || call.action !== 'install') return [];
    const found = call.packages.filter(({ name }) => compilers.test(name)).map(({ name }) => name);
    const isRemoved = run.packages.some(
      ({ action, command }) => action === 'remove' && command.start > call.command.start,
    );
    if (found.length === 0 || isRemoved) return [];
    return [
      inRun(facts, run, call.command, {
        message: `${found.join(', ')} stays in the image`,
        identity: found.join(' '),
      }),
    ];
  });
}

/** A server for logins is installed: a container is entered from its host. */
export function installsSsh(facts: RuleFacts): readonly Violation[] {
  return packagesOf(facts).flatMap(({ run, call }) => {
    const found =
      call.action === 'install'
        ? call.packages.find(({ name }) =>
            /^(openssh-server|openssh|dropbear|telnetd|xinetd|rsh-server|vsftpd|tigervnc-.*|xrdp)$/.test(
              name,
            ),
          )
        : undefined;
    if (found === undefined || !(run.fact.final || run.fact.inherited)) return [];
    return [
      inRun(facts, run, found.word, {
        message: `${found.name} lets people log in to the container`,
        identity: found.name,
      }),
    ];
  });
}

/** The user is set back to root after it was another one. */
export function backToRoot(facts: RuleFacts): readonly Violation[] {
  return facts.stages.flatMap((fact) => {
    if (!fact.final) return [];
    const users = fact.instructions.flatMap((each) => (each.kind === 'user' ? [each] : []));
    const last = lastOf(fact, 'user');
    const isRoot = /^["']?(root|0+)(:|["']?$)/;
    if (last === undefined || users.length < 2 || !isRoot.test(last.value?.text ?? '')) return [];
    const before = users.some(({ value }) => value !== undefined && !isRoot.test(value.text));
    return before ? [at(facts, last.span, { ...subjectOf(fact), identity: 'back to root' })] : [];
  });
}
