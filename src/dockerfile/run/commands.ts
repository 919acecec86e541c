import type { Violation } from '#contract/check.ts';
import { flagOf, hasFlag, readArguments } from '#shell/flags.ts';
import type { ShellCommand } from '#shell/script.ts';
import { commandsOf, inRun, type RuleFacts, type Run, type RunCommand } from './rule-facts.ts';
import { fixes, insertAfter, linesBefore, replaceIn } from './script-edit.ts';
import type { StageFact } from './stage-facts.ts';

/** Violations at commands of some names. */
export function atCommands(
  facts: RuleFacts,
  isMeant: (command: ShellCommand, run: Run) => boolean,
  messageOf?: (command: ShellCommand) => string,
): readonly Violation[] {
  return commandsOf(facts)
    .filter(({ command, run }) => isMeant(command, run))
    .map(({ run, command }) =>
      inRun(facts, run, command, {
        identity: commandIdentity(command),
        ...(messageOf !== undefined && { message: messageOf(command) }),
      }),
    );
}

/** Tells a command apart from others of the file; at most 160 characters, and nothing that may be a credential. */
export function commandIdentity({ words }: ShellCommand): string {
  return words
    .slice(0, 40)
    .map(({ value }, at) => (isSecretFlag(words[at - 1]?.value ?? '') ? '…' : withoutSecret(value)))
    .join(' ')
    .slice(0, 160);
}

function isSecretFlag(word: string): boolean {
  return /^(-u|-H|-p|--user|--header|--password|--token|--oauth2-bearer)$/.test(word);
}

function withoutSecret(value: string): string {
  return value
    .slice(0, 200)
    .replace(/\/\/[^/@\s]*@/, '//')
    .replace(/(pass\w*|token|secret|key|auth\w*)([=:]).*/is, '$1$2…');
}

/** The words of a command behind its name. */
export function valuesOf({ argv }: ShellCommand): readonly string[] {
  return argv.slice(1).map(({ value }) => value);
}

/** Someone becomes root inside the build, or brings the means along. */
export function usesSudo(facts: RuleFacts): readonly Violation[] {
  return atCommands(facts, ({ wrappers, name }) => wrappers.includes('sudo') || name === 'sudo');
}

const pointless = new Set([
  'free',
  'kill',
  'mount',
  'ps',
  'service',
  'shutdown',
  'ssh',
  'top',
  'vim',
]);

/** A command that means nothing in a build. */
export function pointlessCommand(facts: RuleFacts): readonly Violation[] {
  return atCommands(
    facts,
    ({ name }, { mounts }) =>
      pointless.has(name) && !(name === 'ssh' && mounts.some(({ type }) => type === 'ssh')),
    ({ name }) => `${name} does nothing useful while an image is built`,
  );
}

/** The directory is changed by `cd` where WORKDIR would say it once. */
export function usesCd(facts: RuleFacts): readonly Violation[] {
  return commandsOf(facts)
    .filter(({ command }) => command.name === 'cd')
    .map(({ run, command }) =>
      inRun(facts, run, command, {
        identity: commandIdentity(command),
        ...workdirFix(facts, run, command),
      }),
    );
}

/** `RUN cd /app && …` as WORKDIR and the rest; WORKDIR then holds for all that follows. */
function workdirFix(facts: RuleFacts, run: Run, command: ShellCommand): Partial<Violation> {
  const { script, form } = run.run;
  const [first, second] = script.commands;
  const target = command.argv[1];
  const isPlain = target?.dynamic === false && /^\/[\w./-]*$/.test(target.value);
  const isFirst = first === command && command.after === '&&' && command.start === 0;
  if (!isPlain || !isFirst || second === undefined || form !== 'shell') return {};
  if (script.commands.filter(({ name }) => name === 'cd').length > 1) return {};
  const removed = replaceIn(facts, run, { start: 0, end: second.start }, '');
  const before = linesBefore(facts, run, `WORKDIR ${target.value}\n`);
  return fixes(`use WORKDIR ${target.value}`, 'review', [...before, removed]);
}

/** `/bin/sh` is replaced by a link instead of SHELL. */
export function replacesShell(facts: RuleFacts): readonly Violation[] {
  return atCommands(
    facts,
    (command) => command.name === 'ln' && valuesOf(command).includes('/bin/sh'),
  );
}

/** A user with a large number gets a sparse log file of many gigabytes. */
export function hugeLastlog(facts: RuleFacts): readonly Violation[] {
  const valued = new Set(
    '-b --base-dir -c --comment -d --home-dir -e --expiredate -f --inactive -g --gid -G --groups -k --skel -K --key -p --password -R --root -P --prefix -s --shell -u --uid -Z --selinux-user'.split(
      ' ',
    ),
  );
  return commandsOf(facts).flatMap(({ run, command }) => {
    if (command.name !== 'useradd') return [];
    const given = readArguments(command.argv.slice(1), { valued });
    const uid = flagOf(given, '-u', '--uid')?.value ?? '';
    if (!/^\d{6,}$/.test(uid) || hasFlag(given, '-l', '--no-log-init')) return [];
    return [
      inRun(facts, run, command, {
        message: `useradd with user id ${uid} writes a sparse file for it`,
        identity: commandIdentity(command),
        ...fixes('add -l', 'safe', [insertAfter(facts, run, command.argv[0], ' -l')]),
      }),
    ];
  });
}

/** wget fills the log of the build with its progress. */
export function noisyWget(facts: RuleFacts): readonly Violation[] {
  return facts.runs.flatMap((run) =>
    run.downloads.flatMap(({ tool, given, command }) => {
      const isQuiet =
        hasFlag(
          given,
          '--progress',
          '-q',
          '--quiet',
          '-nv',
          '--no-verbose',
          '-o',
          '--output-file',
          '-a',
          '--append-output',
          '-b',
        ) || given.flags.some(({ word }) => /^-\w*nv|^-nv/.test(word.value));
      if (tool !== 'wget' || isQuiet || given.operands.length + given.flags.length === 0) return [];
      return [
        inRun(facts, run, command, {
          identity: commandIdentity(command),
          ...fixes('add --progress=dot:giga', 'safe', [
            insertAfter(facts, run, command.argv[0], ' --progress=dot:giga'),
          ]),
        }),
      ];
    }),
  );
}

/** wget and curl in one stage: one of them would do. Each RUN from the one on that brings in the other. */
export function twoDownloaders(facts: RuleFacts): readonly Violation[] {
  const byStage = Map.groupBy(
    commandsOf(facts).filter(({ command }) => /^(wget|curl)$/.test(command.name)),
    ({ run }) => run.fact,
  );
  return [...byStage].flatMap(([fact, calls]) => {
    const ordered = calls.toSorted(byPlace);
    const first = ordered[0]?.command.name;
    const from = ordered.findIndex(({ command }) => command.name !== first);
    if (from === -1) return [];
    const byRun = Map.groupBy(ordered.slice(from), ({ run }) => run);
    return [...byRun].flatMap(([run, [call]]) =>
      call === undefined
        ? []
        : [
            inRun(facts, run, call.command, {
              identity: `${fact.stage?.name ?? ''} ${call.command.name}`,
            }),
          ],
    );
  });
}

function byPlace(a: RunCommand, b: RunCommand): number {
  return a.run.outer.index - b.run.outer.index || a.command.start - b.command.start;
}

/** A pipe whose first command may fail unseen. */
export function brokenPipe(facts: RuleFacts): readonly Violation[] {
  const fixed = new Set<StageFact>();
  return facts.runs.flatMap((run) => {
    if (run.run.form === 'exec') return [];
    const cut = run.run.script.commands.find(
      ({ pipeline, pipefail, condition }) =>
        pipeline.length > 1 && pipeline.index === 0 && !pipefail && !condition,
    );
    if (cut === undefined) return [];
    const isFirst = !fixed.has(run.fact);
    fixed.add(run.fact);
    const fix = isFirst
      ? linesBefore(facts, run, `SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n`)
      : [];
    return [
      inRun(facts, run, cut, {
        identity: commandIdentity(cut),
        ...(run.run.form === 'shell' &&
          fixes('use bash with pipefail from here on; it must be in the image', 'review', fix)),
      }),
    ];
  });
}

/** RUN after RUN where one layer would do. */
export function runAfterRun(facts: RuleFacts): readonly Violation[] {
  return facts.stages.flatMap((fact) => {
    const runs = fact.instructions.map((instruction) =>
      instruction.kind === 'run' ? instruction : undefined,
    );
    return runs.flatMap((instruction, index) => {
      const before = runs[index - 1];
      if (instruction === undefined || before === undefined) return [];
      const first = facts.byInstruction.get(before);
      const second = facts.byInstruction.get(instruction);
      if (first === undefined || second === undefined || !isMergeable(first, second)) return [];
      return [inRun(facts, second, { start: 0, end: second.run.text.text.length })];
    });
  });
}

function isMergeable(first: Run, second: Run): boolean {
  if (first.instruction.heredocs.length + second.instruction.heredocs.length > 0) return false;
  const flags = [first, second].map(({ instruction }) =>
    instruction.flags
      .map(({ text }) => text)
      .toSorted()
      .join('\n'),
  );
  const isShort = [first, second].every(({ run }) => run.script.commands.length <= 1);
  return flags[0] === flags[1] && isShort;
}
