import { BoundedMap } from './bounded-map.ts';

/** What is remembered of a socket between two records. */
export interface KnownSocket {
  readonly pid: number;
  /** Name of its connection as last told. */
  readonly name: string;
  readonly connected: boolean;
}

/** Sockets by their cookie: whose they are, and who their peer was. */
export type Sockets = BoundedMap<number, KnownSocket>;

export function knownSockets(): Sockets {
  return new BoundedMap(32_768);
}
