import type { ChangeKind } from '#wire/change-kind.ts';
import type { Permission } from '#wire/permission.ts';
import type { AnswerOf, InputOf, OperationId } from '#wire/routes.ts';
import type { Scope } from './scope.ts';
import type { SqlDatabase, SqlWriter } from './sql.ts';

/** What somebody may see or touch. Each entry of the list is a place; members that are absent mean any. `repository` is a prefix. */
export type Reach = 'all' | readonly Place[];
export interface Place {
  readonly cluster?: string;
  readonly namespace?: string;
  readonly repository?: string;
}

/** Who calls. */
export interface Caller {
  readonly kind: 'user' | 'token' | 'local' | 'system';
  readonly id: string;
  readonly name: string;
  /** Where a permission holds; undefined: nowhere. */
  reachOf(permission: Permission): Reach | undefined;
  /** Address of the other end. */
  readonly remote?: string;
}

/** One call of an operation. `reach` is where the route's permission holds: every statement that touches placed data takes it. */
export interface Call {
  readonly caller: Caller;
  readonly reach: Reach;
  readonly signal: AbortSignal;
  /** Header `Last-Event-ID` of a stream. */
  readonly lastEventId?: string;
  /** What signing in and out may do to the browser; absent where a call does not come through the web face. */
  readonly session?: SessionDoor;
}

/** The session cookie, for the operations that sign in and out. */
export interface SessionDoor {
  /** Secret of the session that the call came with. */
  readonly current?: string;
  /** The origin as the browser knows it, `https://caisson.example`; what passkeys are bound to. */
  readonly origin: string;
  /** Gives the browser this secret; `expires` is the absolute end. */
  start(secret: string, expires: number): void;
  end(): void;
}

/** What the API does. What is not there or out of reach throws `input.not-found`; a lost race `state.conflict`. */
export type Operations = {
  readonly [Id in OperationId]: (call: Call, input: InputOf<Id>) => Promise<AnswerOf<Id>>;
};

/** What every part of the platform is given. */
export interface Platform {
  readonly database: SqlDatabase;
  readonly changes: ChangeLog;
  readonly jobs: JobQueue;
  readonly audit: AuditLog;
  readonly scope: Scope;
}

/** Everything that others may want to hear of: live views, destinations, history. Written in the transaction of the change itself. */
export interface Change {
  readonly kind: ChangeKind;
  /** What it is about: id of the finding, incident, asset … */
  readonly subject: string;
  /** One line for people. */
  readonly text: string;
  readonly severity?: string;
  readonly place?: Place;
  /** Facts that the subject's row no longer has when it is delivered; small. */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface StoredChange extends Change {
  /** Grows by each change; the cursor of live views and destinations. */
  readonly seq: number;
  /** ULID: the idempotency key of deliveries. */
  readonly id: string;
  readonly time: number;
}

/** What somebody may hear of: findings and exceptions, what runs (with incidents and actions), assets and gaps, the audit log. Undefined: nothing. */
export interface ChangeReach {
  readonly finding: Reach | undefined;
  readonly runtime: Reach | undefined;
  readonly asset: Reach | undefined;
  readonly audit: boolean;
}

export interface ChangeLog {
  append(tx: SqlWriter, changes: readonly Change[]): Promise<void>;
  /** Oldest first behind `seq`, within reach. */
  after(seq: number, reach: Reach | ChangeReach, limit: number): Promise<readonly StoredChange[]>;
  latest(): Promise<number>;
  /** Told soon after a commit (with NATS: also of other processes); what it told can be missed, so readers also poll. */
  onCommit(listener: () => void): () => void;
  /** Call after the transaction that appended has been committed. */
  committed(): void;
}

/** Work that must happen, at least once: its effect has to be idempotent. `key` keeps the same work from waiting twice. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}
export interface JobQueue {
  add(
    tx: SqlWriter,
    job: {
      readonly kind: string;
      readonly subject: string;
      readonly key?: string;
      readonly data?: Readonly<Record<string, unknown>>;
      readonly runAfter?: number;
      readonly priority?: number;
    },
  ): Promise<string>;
  /** Takes work of these kinds as it comes; a handler that throws is tried again with growing delay, at most `attempts` times. */
  work(
    kinds: readonly string[],
    handler: (job: Job, signal: AbortSignal) => Promise<void>,
    options?: { readonly parallel?: number; readonly attempts?: number; readonly leaseMs?: number },
  ): AsyncDisposable;
  /** Call after the transaction that added has been committed. */
  wake(): void;
}

/** Who did what. Each entry holds the hash of the one before. */
export interface AuditLog {
  append(
    tx: SqlWriter,
    entry: {
      readonly caller: Pick<Caller, 'kind' | 'id' | 'name' | 'remote'>;
      readonly action: string;
      readonly subject: string;
      readonly outcome: 'done' | 'refused' | 'failed';
      readonly detail?: string;
    },
  ): Promise<void>;
}

/** Tells who calls by what a request carries; the web face asks it, the identity part answers. */
export interface Authenticator {
  /** Undefined: nobody, or no longer. Throws `access.rate-limited` when somebody tries too often. */
  ofSession(
    cookie: string,
    remote: string,
  ): Promise<{ readonly caller: Caller; readonly csrf: string } | undefined>;
  ofToken(token: string, remote: string): Promise<Caller | undefined>;
}

/** Signing in at somebody else's (OpenID Connect); the web face redirects, the identity part decides. */
export interface ExternalSignIn {
  /** Where to send the browser, and what it has to bring back in a cookie. */
  start(
    origin: string,
    returnTo: string,
  ): Promise<{ readonly url: string; readonly state: string }>;
  /** `url` is the address the browser came back to. Throws `access.*`. `returnTo` is a path of ours. */
  finish(
    url: string,
    state: string,
    remote: string,
  ): Promise<{ readonly secret: string; readonly expires: number; readonly returnTo: string }>;
}
