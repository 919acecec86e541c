import { resolve } from 'node:path';
import { liveJson } from '#app/runtime/live-json.ts';
import { renderRuntime } from '#app/runtime/render.ts';
import { benchRules, filterEvents, type Recorded, replay } from '#app/runtime/replay.ts';
import { plural, printable } from '#kit/text.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import type { RuleFlags } from '../runtime-options.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { foldedRepeats } from './folded-repeats.ts';
import { liveOptions } from './live-options.ts';
import { rulesOf } from './rule.ts';
import { renderOptions } from './scan.ts';

interface Flags extends RuleFlags, SessionOptions {
  readonly events: string;
  readonly format: 'table' | 'json' | 'falco';
  readonly condition?: string;
  readonly print?: string;
}

/** A file, or standard input for `-`. */
export function recordedAt(path: string, terminal: Terminal): Recorded {
  return path === '-'
    ? { bytes: terminal.readInput() }
    : { path: resolve(terminal.workingDirectory, path) };
}

/** `caisson rule run --events FILE`: exit 1 when a rule fires. */
export async function runRuleRun(
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const recorded = recordedAt(flags.events, terminal);
  if (flags.condition !== undefined)
    return await runCondition(flags.condition, recorded, flags, terminal);
  const { rules } = await rulesOf(flags, program, terminal);
  using session = openSession(flags, terminal);
  const { renderLive } = await renderRuntime.live();
  const options = liveOptions(terminal);
  const { format } = flags;
  function show(item: Parameters<typeof renderLive>[0]): void {
    const text = format === 'table' ? renderLive(item, options) : liveJson(item, format);
    if (text !== undefined) terminal.out.write(format === 'table' ? text : `${text}\n`);
  }
  let found = 0;
  // Programs want each detection, people each one that differs from the one before.
  const repeats = foldedRepeats(format === 'table', (detection) =>
    show({ kind: 'detection', detection }),
  );
  const events = await replay(
    recorded,
    rules,
    {
      detection: (detection) => {
        found += 1;
        repeats.add(detection);
      },
      incident: (incident) => {
        repeats.flush();
        show({
          kind: 'incident',
          incident,
          isNew: true,
          ...(format === 'table' && { isKept: false }),
        });
      },
    },
    session.scope,
  );
  repeats.flush();
  if (flags.quiet !== true)
    terminal.err.write(`${plural(events, 'event')}, ${plural(found, 'detection')}\n`);
  return found > 0 ? exitCodes.denied : exitCodes.ok;
}

async function runCondition(
  condition: string,
  recorded: Recorded,
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const found = await filterEvents(
    recorded,
    { condition, print: flags.print ?? '' },
    (text, event) => {
      const line =
        flags.format === 'json' && event !== undefined
          ? liveJson({ kind: 'event', event }, 'json')
          : printable(text);
      terminal.out.write(`${line ?? ''}\n`);
    },
    session.scope,
  );
  return found > 0 ? exitCodes.denied : exitCodes.ok;
}

/** `caisson rule bench --events FILE`. */
export async function runRuleBench(
  flags: Omit<Flags, 'format'> & { readonly format: 'table' | 'json' },
  program: Program,
  terminal: Terminal,
): Promise<number> {
  const { rules } = await rulesOf(flags, program, terminal);
  using session = openSession(flags, terminal);
  const result = await benchRules(recordedAt(flags.events, terminal), rules, session.scope);
  const { renderRuleCosts } = await renderRuntime.rules();
  for (const text of renderRuleCosts(result, flags.format, renderOptions({}, terminal)))
    terminal.out.write(text);
  return exitCodes.ok;
}
