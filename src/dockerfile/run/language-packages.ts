import type { Violation } from '#contract/check.ts';
import { flagOf, hasFlag } from '#shell/flags.ts';
import type { PackageCommand, PackageRequest } from '#shell/packages/model.ts';
import { callsOf, identityOf, isMounted, missingOption, unpinned } from './package-rules.ts';
import { inRun, type RuleFacts, type Run } from './rule-facts.ts';
import { variableAt } from './stage-facts.ts';

/** pip installs whatever version the index has that day. */
export function unpinnedPip(facts: RuleFacts): readonly Violation[] {
  return unpinned(
    facts,
    ['pip', 'pipx'],
    (request, call) =>
      !isGivenElsewhere(call) && isOpenPython(request) && call.subcommand === 'install',
  );
}

/** A file of constraints or requirements says the versions. */
function isGivenElsewhere({ given }: PackageCommand): boolean {
  return hasFlag(
    given,
    '-r',
    '--requirement',
    '-c',
    '--constraint',
    '-e',
    '--editable',
    '--require-hashes',
  );
}

function isOpenPython({ pinned, kind, name }: PackageRequest): boolean {
  return !pinned && (kind === 'name' || kind === 'vcs' || kind === 'dynamic') && name !== '.';
}

/** pip leaves what it downloaded in the layer. */
export function pipCache(facts: RuleFacts): readonly Violation[] {
  const calls = callsOf(facts, ['pip'], ['install']).filter(
    ({ run, call }) =>
      call.subcommand === 'install' && !isMounted(run, ...pipCaches) && !isOff(run, call),
  );
  return missingOption(facts, calls, '--no-cache-dir', ({ call }) =>
    hasFlag(call.given, '--no-cache-dir'),
  );
}

const pipCaches = ['/root/.cache/pip', '/.cache/pip'];

function isOff(run: Run, { command, given }: PackageCommand): boolean {
  if (
    run.mounts.some(
      ({ type, target }) => /cache|tmpfs/.test(type) && /(^|\/)\.?cache(\/pip)?$/.test(target),
    )
  )
    return true;
  if (flagOf(given, '--cache-dir')?.value === 'false') return true;
  const name = 'PIP_NO_CACHE_DIR';
  const own = [...run.run.script.assignments]
    .filter((each) => each.name === name && each.start <= command.start)
    .at(-1)?.word?.value;
  const value = own ?? variableAt(run.fact, name, run.outer.index);
  return value !== undefined && /^(1|true|yes|on|y|t)$/i.test(value);
}

/** npm installs whatever version the registry has that day. */
export function unpinnedNpm(facts: RuleFacts): readonly Violation[] {
  return unpinned(facts, ['npm'], ({ pinned, kind }) => !pinned && kind !== 'file');
}

/** gem installs whatever version the source has that day. */
export function unpinnedGem(facts: RuleFacts): readonly Violation[] {
  return unpinned(
    facts,
    ['gem'],
    ({ pinned }, { given }) => !pinned && !hasFlag(given, '-g', '--file'),
  );
}

/** go fetches whatever version the module has that day. */
export function unpinnedGo(facts: RuleFacts): readonly Violation[] {
  const runs = callsOf(facts, ['go'], ['run']).flatMap(({ run, call }) =>
    call.packages
      .filter(({ pinned, kind }) => !pinned && kind === 'name')
      .map(({ word, name }) =>
        inRun(facts, run, word, {
          message: `go run fetches ${name} without a version`,
          identity: identityOf(call),
        }),
      ),
  );
  return [...unpinned(facts, ['go'], ({ pinned, kind }) => !pinned && kind === 'name'), ...runs];
}

/** yarn leaves its cache in the layer. */
export function yarnCache(facts: RuleFacts): readonly Violation[] {
  const calls = callsOf(facts, ['yarn'], ['install']).filter(
    ({ run, call }) =>
      call.subcommand === 'install' &&
      (run.fact.final || run.fact.inherited) &&
      !run.mounts.some(({ type, target }) => /cache|tmpfs/.test(type) && /yarn/.test(target)) &&
      !run.packages.some(
        ({ tool, action, command }) =>
          tool === 'yarn' && action === 'clean' && command.start > call.command.start,
      ),
  );
  return calls.map(({ run, call }) =>
    inRun(facts, run, call.command, { identity: identityOf(call) }),
  );
}

/** A tool of another package manager fetches whatever version there is: pipx, uv, cargo, composer, yarn, pnpm, bun. */
export function unpinnedOther(facts: RuleFacts): readonly Violation[] {
  const tools = [
    'uv',
    'yarn',
    'pnpm',
    'bun',
    'cargo',
    'composer',
    'conda',
    'poetry',
    'pipenv',
  ] as const;
  return unpinned(
    facts,
    tools,
    ({ pinned, kind }, call) =>
      !pinned &&
      kind === 'name' &&
      !isGivenElsewhere(call) &&
      !hasFlag(call.given, '-f', '--file', '--locked'),
  );
}
