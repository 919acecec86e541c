import { release } from 'node:os';
import { renderRuntime } from '#app/runtime/render.ts';
import { examineSensor } from '#app/runtime/sensor.ts';
import { exitCodes } from '../exit.ts';
import type { Program } from '../program.ts';
import { openSession, type SessionOptions } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { renderOptions } from './scan.ts';
import { sensorPlaces } from './watch.ts';

interface Flags extends SessionOptions {
  readonly format: 'table' | 'json';
  readonly sensor?: string;
}

/** Without these nothing can be watched. */
const necessary = ['exec', 'ring', 'btf'];

/** `caisson sensor doctor`: exit 1 when what is necessary does not work. */
export async function runSensorDoctor(
  flags: Flags,
  program: Program,
  terminal: Terminal,
): Promise<number> {
  using session = openSession(flags, terminal);
  const { sensors } = await program.runtimeCatalogue();
  const { sensor, abilities } = await examineSensor(
    sensorPlaces(flags.sensor, sensors, terminal),
    session.scope,
  );
  const { renderSensorReport } = await renderRuntime.sensor();
  const report = {
    kernel: release(),
    architecture: process.arch,
    program: `${sensor.path} (${sensor.from})`,
    abilities,
  };
  const chunks = renderSensorReport(report, flags.format, renderOptions({}, terminal));
  for (const text of chunks) terminal.out.write(text);
  const isBroken = abilities.some(({ id, state }) => necessary.includes(id) && state !== 'works');
  return isBroken ? exitCodes.denied : exitCodes.ok;
}
