import { BoundedMap } from './bounded-map.ts';

/** What is remembered of a socket between two records. */
export interface KnownSocket {
  readonly pid: number;
  /** Name of its connection as last told. */
  readonly name: string;
  readonly connected: boolean;
  /** Which side it is, once a call has shown it. */
  readonly role: number;
}

/** Sockets by their cookie, or by process and descriptor until they have one (negative then). */
export type Sockets = BoundedMap<number, KnownSocket>;

export function knownSockets(): Sockets {
  return new BoundedMap(32_768);
}
