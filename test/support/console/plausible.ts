import type { z } from 'zod';
import type { SeededRandom } from './random.ts';

/** Made-up values that a schema accepts: answers of operations that have no seed of their own yet. */
export function plausible(schema: z.core.$ZodType, name: string, random: SeededRandom): unknown {
  const { def } = schema._zod as { readonly def: z.core.$ZodTypes['_zod']['def'] };
  switch (def.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([key, value]) => [key, plausible(value, key, random)]),
      );
    case 'array':
      return Array.from({ length: 4 }, (_, at) => plausible(def.element, `${name}${at}`, random));
    case 'record':
      return { first: plausible(def.valueType, name, random) };
    case 'optional':
    case 'default':
      return name === 'next' ? undefined : plausible(def.innerType, name, random);
    default:
      return plainValue(def, name, random);
  }
}

function plainValue(
  def: z.core.$ZodTypes['_zod']['def'],
  name: string,
  random: SeededRandom,
): unknown {
  switch (def.type) {
    case 'enum':
      return random.of(Object.values(def.entries) as [string, ...string[]]);
    case 'literal':
      return def.values[0];
    case 'boolean':
      return random.next() < 0.3;
    case 'number':
      return numberOf(name, random);
    case 'string':
      return textOf(name, random);
    default:
      return undefined;
  }
}

const times =
  /^(?:time|at|opened|updated|closed|created|started|finished|received|start|hour|day|first|last|firstSeen|lastSeen|scanned|checked|oldest|since|expires|next)$/u;
const epoch = 1_763_800_000_000;

function numberOf(name: string, random: SeededRandom): number {
  if (times.test(name)) return epoch - random.whole(400) * 3_600_000;
  if (name === 'pid' || name === 'parentPid') return 1000 + random.whole(9000);
  return random.whole(40);
}

function textOf(name: string, random: SeededRandom): string {
  const nouns = ['checkout', 'web', 'ingest', 'billing', 'gateway', 'worker', 'search'] as const;
  if (/id\d*$/iu.test(name)) return `${random.whole(900) + 100}`;
  if (/digest/u.test(name)) return `sha256:${random.hex(64)}`;
  if (/namespace/u.test(name)) return random.of(['shop', 'payments', 'platform']);
  if (/cluster|node/u.test(name)) return random.of(['west-1', 'west-2']);
  if (/severity/u.test(name)) return random.of(['critical', 'high', 'medium', 'low']);
  if (/text|title|sentence|reason|summary|description/u.test(name))
    return `${random.of(nouns)} did something that is worth a look`;
  return random.of(nouns);
}
