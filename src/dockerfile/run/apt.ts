import type { Violation } from '#contract/check.ts';
import { countFlag, flagOf, hasFlag } from '#shell/flags.ts';
import type { PackageCommand, PackageTool } from '#shell/packages/model.ts';
import {
  callsOf,
  identityOf,
  isLoose,
  missingOption,
  removes,
  uncleaned,
  unpinned,
} from './package-rules.ts';
import { inRun, type RuleFacts, type Run } from './rule-facts.ts';
import { fixes, replaceIn } from './script-edit.ts';

const apt: readonly PackageTool[] = ['apt-get', 'apt', 'aptitude'];
const lists = '/var/lib/apt/lists';

/** apt installs whatever version the archive has that day. */
export function unpinnedApt(facts: RuleFacts): readonly Violation[] {
  return unpinned(
    facts,
    ['apt-get', 'apt'],
    (request) => isLoose(request) && !/[-+]$/.test(request.name),
  );
}

/** apt waits for an answer that never comes. */
export function aptAsks(facts: RuleFacts): readonly Violation[] {
  const configured = configuring(facts, /Assume-Yes/i);
  return missingOption(
    facts,
    callsOf(facts, ['apt-get', 'apt'], ['install', 'upgrade', 'dist-upgrade', 'remove']).filter(
      ({ call }) => call.subcommand === 'install',
    ),
    '-y',
    ({ run, call }) => isAssumed(call) || configured.has(run),
  );
}

/** apt brings along what packages merely recommend. */
export function aptRecommends(facts: RuleFacts): readonly Violation[] {
  const configured = configuring(facts, /Install-Recommends/i);
  const calls = callsOf(facts, ['apt-get', 'apt', 'aptitude'], ['install']).filter(
    ({ call }) => call.subcommand === 'install',
  );
  return missingOption(
    facts,
    calls,
    '--no-install-recommends',
    ({ run, call }) => refusesRecommends(call) || configured.has(run),
  );
}

/** The package lists stay in the layer. */
export function aptListsLeft(facts: RuleFacts): readonly Violation[] {
  const calls = callsOf(facts, apt, ['update']).filter(
    ({ run }) => run.fact.final || run.fact.inherited,
  );
  return uncleaned(facts, calls, {
    command: `rm -rf ${lists}/*`,
    mount: (run) =>
      isMountedExactly(run, lists) ||
      (isMountedExactly(run, '/var/lib/apt') && isMountedExactly(run, '/var/cache/apt')),
    isClean: (run, { command }) =>
      removes(run, command.start, lists, '/var/lib/apt', '/var/lib/apt/lists/partial') ||
      hasDistclean(run),
  });
}

/** `apt` is for people: its options and output change between releases. */
export function aptForPeople(facts: RuleFacts): readonly Violation[] {
  return callsOf(facts, ['apt'], [...actions]).map(({ run, call }) => {
    const name = call.command.argv[0];
    return inRun(facts, run, call.command, {
      identity: identityOf(call),
      ...fixes('use apt-get', 'safe', [
        name?.text === 'apt' ? replaceIn(facts, run, name, replacementOf(call)) : undefined,
      ]),
    });
  });
}

/** All packages move to another release of the distribution. */
export function distUpgrade(facts: RuleFacts): readonly Violation[] {
  return callsOf(facts, apt, ['dist-upgrade']).map(({ run, call }) =>
    inRun(facts, run, call.command, { identity: identityOf(call) }),
  );
}

const actions = ['install', 'update', 'upgrade', 'dist-upgrade', 'remove', 'clean', 'other', 'run'];

function replacementOf({ subcommand }: PackageCommand): string {
  return /^(search|show|list|policy)$/.test(subcommand) ? 'apt-cache' : 'apt-get';
}

function isAssumed({ given }: PackageCommand): boolean {
  if (hasFlag(given, '-y', '--yes', '--assume-yes', '-qq', '--trivial-only', '--no-act'))
    return true;
  const quiet = flagOf(given, '-q', '--quiet')?.value;
  if (quiet !== undefined && /^\d+$/.test(quiet)) return Number(quiet) >= 2;
  const times = countFlag(given, '-q') + countFlag(given, '--quiet');
  return (
    times >= 2 ||
    given.flags.some(({ value }) => /Assume-Yes=("?)(true|1|yes)\1$/i.test(value ?? ''))
  );
}

function refusesRecommends({ given }: PackageCommand): boolean {
  if (hasFlag(given, '--no-install-recommends', '--without-recommends', '-R')) return true;
  return given.flags.some(({ value }) =>
    /Install-Recommends\s*=?\s*["']?(false|no|0|off)["']?$/i.test(value ?? ''),
  );
}

/** RUN instructions whose script writes an option into apt's configuration. */
function configuring({ runs }: RuleFacts, option: RegExp): ReadonlySet<Run> {
  return new Set(
    runs.filter(
      ({ run: { script } }) => script.text.includes('apt.conf') && option.test(script.text),
    ),
  );
}

function isMountedExactly({ mounts }: Run, directory: string): boolean {
  return mounts.some(({ type, target }) => /^(cache|tmpfs)$/.test(type) && target === directory);
}

function hasDistclean(run: Run): boolean {
  return run.packages.some(({ subcommand }) => /^dist-?clean$/.test(subcommand));
}
