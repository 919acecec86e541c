import { CaissonError } from '#kit/error.ts';

/** The number that an id of ours is, which is written in decimal; undefined for anything else: nothing has such an id. */
export function numberOfId(id: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/u.test(id) ? Number(id) : undefined;
}

/** The same. Throws `input.not-found` where it is none. */
export function ownNumber(id: string): number {
  const number = numberOfId(id);
  if (number === undefined)
    throw new CaissonError('input.not-found', 'there is nothing of this id');
  return number;
}
