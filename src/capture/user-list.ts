import { blockKinds } from './block.ts';
import { Cursor } from './cursor.ts';

/** Users and groups of the host as the capture tells them, byte strings. */
export interface ListedUsers {
  readonly users: Map<number, string>;
  readonly groups: Map<number, string>;
}

const userEntry = 0;

/** Decodes a block of users and groups. Throws `input.malformed`. */
export function decodeUsers(block: number, body: Buffer): ListedUsers {
  const isMeasured = blockKinds.formOf(block).version === 2;
  const users = new Map<number, string>();
  const groups = new Map<number, string>();
  const cursor = new Cursor(body);
  while (cursor.left >= 4) {
    const start = cursor.at;
    const end = isMeasured ? start + cursor.u32() : undefined;
    const type = cursor.u8();
    const id = cursor.u32();
    if (type === userEntry) {
      cursor.skip(4);
      users.set(id, cursor.name());
      cursor.name();
      cursor.name();
    } else groups.set(id, cursor.name());
    if (end !== undefined) cursor.skip(Math.max(0, end - cursor.at));
  }
  return { users, groups };
}
