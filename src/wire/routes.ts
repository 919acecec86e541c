import type { z } from 'zod';
import { adminRoutes, ingestRoutes } from './admin.ts';
import { assetRoutes } from './asset.ts';
import { findingRoutes } from './finding.ts';
import { networkRoutes } from './network.ts';
import { overviewRoutes } from './overview.ts';
import type { Route } from './route.ts';
import { runtimeRoutes } from './runtime.ts';
import { sessionRoutes } from './session.ts';

/** Every operation of the API by its id. There is no other way in. */
export const routes = {
  ...overviewRoutes,
  ...findingRoutes,
  ...assetRoutes,
  ...runtimeRoutes,
  ...networkRoutes,
  ...adminRoutes,
  ...ingestRoutes,
  ...sessionRoutes,
} satisfies Readonly<Record<string, Route>>;

type Routes = typeof routes;
export type OperationId = keyof Routes;

type Checked<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  Routes[Id] extends Readonly<Record<Part, infer Schema extends z.ZodType>>
    ? z.output<Schema>
    : undefined;
type Given<Id extends OperationId, Part extends 'params' | 'query' | 'body'> =
  Routes[Id] extends Readonly<Record<Part, infer Schema extends z.ZodType>>
    ? z.input<Schema>
    : undefined;

/** What an operation gets once it was checked. */
export interface InputOf<Id extends OperationId> {
  readonly params: Checked<Id, 'params'>;
  readonly query: Checked<Id, 'query'>;
  /** The bytes as they came where the route takes another media type than JSON. */
  readonly body: Routes[Id] extends { readonly takes: string } ? Uint8Array : Checked<Id, 'body'>;
}

/** What a caller sends: defaults may be left out. */
export interface RequestOf<Id extends OperationId> {
  readonly params?: Given<Id, 'params'>;
  readonly query?: Given<Id, 'query'>;
  readonly body?: Routes[Id] extends { readonly takes: string }
    ? Uint8Array | string
    : Given<Id, 'body'>;
}

/** Bytes with a name. */
export interface FileAnswer {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** One server-sent event. */
export interface LiveEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** What an operation answers. */
export type AnswerOf<Id extends OperationId> = Routes[Id]['answer'] extends z.ZodType
  ? z.output<Routes[Id]['answer']>
  : Routes[Id]['answer'] extends 'file'
    ? FileAnswer
    : AsyncIterable<LiveEvent>;
