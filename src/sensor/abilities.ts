import type { SensorAbility } from '#contract/runtime.ts';
import { isRecord } from '#kit/json.ts';

const maxAbilities = 256;
const maxTextLength = 1000;
const states = ['works', 'refused', 'absent'] as const;

/** The capability report of the daemon; rows that are none are left out. */
export function parseAbilities(value: unknown): readonly SensorAbility[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxAbilities).flatMap((row) => abilityOf(row) ?? []);
}

function abilityOf(row: unknown): SensorAbility | undefined {
  if (!isRecord(row)) return undefined;
  const state = states.find((one) => one === row['state']);
  const { id, text, errno } = row;
  if (typeof id !== 'string' || state === undefined) return undefined;
  return {
    id: id.slice(0, 100),
    state,
    text: typeof text === 'string' ? text.slice(0, maxTextLength) : '',
    ...(typeof errno === 'string' && errno !== '' ? { errno: errno.slice(0, 32) } : {}),
  };
}
