import type { z } from 'zod';
import type { Permission } from './permission.ts';

/** Below this path stands the API. */
export const apiPrefix = '/api/v1';

/** One operation of the API. `path` is below `apiPrefix`; its `{parts}` are the members of `params`. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly permission: Permission;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What is answered as JSON; `file` and `events` answer bytes and server-sent events. */
  readonly answer: z.ZodType | 'file' | 'events';
  /** Media type of the body where it is not JSON. */
  readonly takes?: 'application/x-ndjson';
  /** Largest body in bytes; 1 MiB where nothing is said. */
  readonly maxBytes?: number;
}

/** Keeps the exact types of a table of routes. */
export function routesOf<const Table extends Readonly<Record<string, Route>>>(table: Table): Table {
  return table;
}
