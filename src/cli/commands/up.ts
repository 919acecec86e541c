import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { up } from '#app/platform/up/up.ts';
import type { UpListener, UpOptions } from '#app/platform/up/up-options.ts';
import { CaissonError } from '#kit/error.ts';
import { keepMemorySteady } from '#kit/steady-memory.ts';
import { printable, quote } from '#kit/text.ts';
import { parseDuration } from '../duration.ts';
import { exitCodes } from '../exit.ts';
import { jsonLog } from '../json-log.ts';
import { lineLog, logLevels } from '../log.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import { readSettings } from '../settings.ts';
import type { Terminal } from '../terminal.ts';
import { type ConfigFlags, configOf } from './config.ts';
import { stateDirectory } from './runtime-state.ts';
import { sensorPlaces } from './watch.ts';

type UpFlags = ConfigFlags & SessionOptions & { readonly for?: string };

/** `caisson up`: until it is told to stop. */
export async function runUp(flags: UpFlags, program: Program, terminal: Terminal): Promise<number> {
  keepMemorySteady();
  const config = configOf(flags, terminal);
  using session = openSession({ ...flags, quiet: true }, terminal);
  const limit = flags.for === undefined ? [] : [AbortSignal.timeout(parseDuration(flags.for))];
  const scope = {
    ...session.scope,
    log: logOf(flags, config.text('log.format'), config.text('log.level'), terminal),
    signal: AbortSignal.any([terminal.signal, ...limit]),
  };
  const settings = readSettings({}, terminal);
  const toolbox = await program.createToolbox(settings, scope);
  using _history = toolbox.history;
  const parts = await program.platform(settings);
  const runtime = await program.runtimeCatalogue();
  const options: UpOptions = {
    ...parts,
    config,
    runtime,
    stateDirectory: stateDirectory(flags, terminal),
    configDirectory: settings.configDirectory,
    reportDirectory: join(settings.cacheDirectory, 'reports'),
    homeDirectory: terminal.homeDirectory,
    environment: terminal.environment,
    version: program.version,
    openIndex: () => toolbox.openIndex(),
    sensor: sensorPlaces(undefined, runtime.sensors, terminal),
    ...tlsOf(config, terminal),
    tell: listenerAt(flags.quiet === true, terminal),
  };
  await up(options, scope);
  return exitCodes.ok;
}

function logOf(
  flags: SessionOptions,
  format: string,
  level: string,
  { err, clock }: Terminal,
): ReturnType<typeof lineLog> {
  const known = logLevels.find((one) => one === level);
  const lowest = flags.debug === true ? 'debug' : (known ?? 'info');
  const isJson = format === 'json' || (format === 'auto' && !err.isTTY);
  if (isJson) return jsonLog((line) => err.write(line), lowest, clock);
  return lineLog((line) => err.write(line), lowest === 'info' ? 'warn' : lowest);
}

function tlsOf(config: UpOptions['config'], terminal: Terminal): Pick<UpOptions, 'tls'> {
  const [certificate, key] = [config.text('tls.certificate'), config.text('tls.key')];
  if (certificate === '' && key === '') return {};
  if (certificate === '' || key === '')
    throw new CaissonError('usage.invalid-config', 'tls.certificate and tls.key belong together');
  return { tls: { certificate: textAt(certificate, terminal), key: textAt(key, terminal) } };
}

function textAt(path: string, { workingDirectory }: Terminal): string {
  try {
    return readFileSync(resolve(workingDirectory, path), 'utf8');
  } catch (cause) {
    throw new CaissonError('host.io', `cannot read ${quote(path)}`, { cause });
  }
}

/** What a person at the terminal sees. */
function listenerAt(isQuiet: boolean, { out, err }: Terminal): UpListener {
  function say(text: string): void {
    if (!isQuiet) out.write(text);
  }
  return {
    migrated: (steps) => say(`schema     ${steps.length} steps applied\n`),
    ready({ url, store, bus, watches, firstRun }) {
      say(`console    ${url}\n`);
      say(`store      ${printable(store)}\n`);
      if (bus !== '') say(`bus        ${printable(bus)}\n`);
      say(`watching   ${watches ? 'this machine' : 'nothing (watch is off)'}\n`);
      // Also where nobody wants to be told anything: there is no other way in.
      if (firstRun !== undefined)
        out.write(
          `\nNobody can sign in yet. This link makes the first administrator; it works once, for a day:\n  ${firstRun}\n\n`,
        );
      say('Ctrl-C stops it.\n');
    },
    stopping: () => {
      if (!isQuiet && err.isTTY) err.write('\nstopping …\n');
    },
  };
}
