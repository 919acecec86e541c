import type { z } from 'zod';
import { actionRoutes } from './action.ts';
import { auditRoutes } from './audit.ts';
import { changeRoutes } from './change.ts';
import { clusterRoutes } from './cluster.ts';
import { complianceRoutes } from './compliance.ts';
import { componentRoutes } from './component.ts';
import { destinationRoutes } from './destination.ts';
import { detectionRoutes } from './detection.ts';
import { eventRoutes } from './event.ts';
import { exceptionRoutes } from './exception.ts';
import { findingRoutes } from './finding.ts';
import { hostRoutes } from './host.ts';
import { imageRoutes } from './image.ts';
import { incidentRoutes } from './incident.ts';
import { ingestRoutes } from './ingest.ts';
import { jobRoutes } from './job.ts';
import { networkRoutes } from './network.ts';
import { overviewRoutes } from './overview.ts';
import { profileRoutes } from './profile.ts';
import { registryRoutes } from './registry.ts';
import { reportRoutes } from './report.ts';
import type { Route } from './route.ts';
import { ruleRoutes } from './rule.ts';
import { sessionRoutes } from './session.ts';
import { settingRoutes } from './setting.ts';
import { tokenRoutes } from './token.ts';
import { userRoutes } from './user.ts';
import { viewRoutes } from './view.ts';
import { vulnerabilityRoutes } from './vulnerability.ts';
import { workloadRoutes } from './workload.ts';

/** Every operation of the API by its id. There is no other way in. */
export const routes = {
  ...overviewRoutes,
  ...complianceRoutes,
  ...changeRoutes,
  ...findingRoutes,
  ...vulnerabilityRoutes,
  ...exceptionRoutes,
  ...imageRoutes,
  ...componentRoutes,
  ...workloadRoutes,
  ...hostRoutes,
  ...clusterRoutes,
  ...registryRoutes,
  ...jobRoutes,
  ...detectionRoutes,
  ...eventRoutes,
  ...incidentRoutes,
  ...actionRoutes,
  ...profileRoutes,
  ...ruleRoutes,
  ...networkRoutes,
  ...destinationRoutes,
  ...reportRoutes,
  ...viewRoutes,
  ...settingRoutes,
  ...auditRoutes,
  ...ingestRoutes,
  ...sessionRoutes,
  ...userRoutes,
  ...tokenRoutes,
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
