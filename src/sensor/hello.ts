import type { SensorAbility } from '#contract/runtime.ts';
import { ProcessTable } from '#event/process-table.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import { parseAbilities } from './abilities.ts';
import { Decoder } from './decoder.ts';
import { wireLimits } from './wire.gen.ts';

/** What a daemon says of itself at the beginning of its stream. */
export interface Hello {
  readonly abilities: readonly SensorAbility[];
  /** Kernel release, architecture and the like, as it says them. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/**
 * The first record of a stream, once enough bytes of it are there. Throws `input.malformed` and `input.unsupported` for
 * what is no stream of this format.
 */
export function tryReadHello(bytes: Buffer): Hello | undefined {
  const length = bytes.length < 8 ? undefined : bytes.readUInt32LE(0);
  if (length === undefined) return undefined;
  if (length <= wireLimits.maxRecord && bytes.length < length) return undefined;
  let text = '{}';
  const decoder = new Decoder({
    table: new ProcessTable(),
    handler: { event: nothing },
    architecture: 'x64',
    now: () => 0,
    hooks: {
      hello: (told) => {
        text = told;
      },
      heartbeat: nothing,
      synced: nothing,
      alive: nothing,
      missing: nothing,
      doubtful: nothing,
    },
  });
  decoder.push(bytes.subarray(0, length));
  const { abilities, ...facts } = objectOf(text);
  return { abilities: parseAbilities(abilities), facts };
}

function nothing(): void {
  // Only the greeting is of interest.
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text, 'the greeting of the sensor');
  return isRecord(value) ? value : {};
}
