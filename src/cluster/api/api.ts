import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Scope } from '#contract/scope.ts';
import { CaissonError, isCaissonError } from '#kit/error.ts';
import { isObject } from '#kube/json.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { Connection } from '../config/connection.ts';
import type { Credential, Proof } from '../credential/proof.ts';
import { ApiError, refusalOf } from '../http/api-error.ts';
import { BackOff, pause } from '../http/back-off.ts';
import { chunksOf, linesOf, textOfBody } from '../http/body.ts';
import { exchange } from '../http/exchange.ts';
import { RateLimit } from '../http/rate-limit.ts';
import type { Timing } from '../timing.ts';
import { AgentCache } from './agent-cache.ts';
import { BrokenAnswer, parseAnswer } from './answer.ts';
import { impersonationHeaders } from './impersonation.ts';

/** One request; `what` says in a message what could not be done: `list "pods"`. */
export interface Call {
  readonly what: string;
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: string;
  /** How often it is asked for at the most; absent: as long as the patience lasts. */
  readonly tries?: number;
  /** Bytes of an answer that is read whole, or of one line. */
  readonly maxBytes?: number;
}

/** An answer that was read whole. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly warnings: readonly string[];
}

export interface ApiSettings {
  readonly connection: Connection;
  readonly credential: Credential;
  readonly timing: Timing;
  readonly random: () => number;
}

const maxRefusalBytes = 2 ** 20;
const maxTries = 8;
/** Of a server that nobody has heard of yet: its address may be wrong, and a person waits. */
const maxFirstTries = 3;

/**
 * Requests to one API server, as one user: logs in, keeps to a rate, and asks again where that helps. Whatever it is asked may be
 * repeated.
 */
export class Api {
  readonly timing: Timing;
  readonly random: () => number;
  readonly server: string;
  readonly #settings: ApiSettings;
  readonly #rate: RateLimit;
  readonly #agents: AgentCache;
  readonly #headers: OutgoingHttpHeaders;
  #isThere = false;

  constructor(settings: ApiSettings) {
    const { connection, timing, random } = settings;
    this.#settings = settings;
    this.timing = timing;
    this.random = random;
    this.server = connection.server;
    this.#rate = new RateLimit(timing);
    this.#agents = new AgentCache(connection, timing.connectMs);
    this.#headers = impersonationHeaders(connection.impersonation);
  }

  /** An answer as JSON. Failures of the network and of a busy server are tried again for as long as the patience lasts. */
  async json(call: Call, scope: Scope): Promise<Answer> {
    const backOff = new BackOff(this.timing, this.random);
    const end = performance.now() + this.timing.patienceMs;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.#read(call, scope);
        this.#isThere = true;
        return answer;
      } catch (error) {
        this.#isThere ||= error instanceof ApiError;
        const most = call.tries ?? (this.#isThere ? maxTries : maxFirstTries);
        const wait = waitOf(error, backOff);
        if (wait === undefined || tries >= most || performance.now() + wait > end) throw error;
        scope.log.debug('the API server is asked again', { path: call.path, tries });
        await pause(wait, scope.signal);
      }
    }
  }

  /** The lines of an answer that does not end by itself. Nothing is tried again. */
  async lines(call: Call, scope: Scope, stallMs: number): Promise<AsyncGenerator<string>> {
    const response = await this.#open(call, scope);
    const reading = { server: this.server, stallMs, signal: scope.signal };
    return linesOf(chunksOf(response, reading), call.maxBytes ?? scope.limits.maxFileBytes);
  }

  close(): void {
    this.#agents.close();
  }

  async #read(call: Call, scope: Scope): Promise<Answer> {
    const response = await this.#open(call, scope);
    const text = await this.#text(response, call.maxBytes ?? scope.limits.maxFileBytes, scope);
    const body = parseAnswer(text, call.what);
    return { status: response.statusCode ?? 200, body, warnings: warningsOf(response) };
  }

  async #text(response: IncomingMessage, maxBytes: number, scope: Scope): Promise<string> {
    const { stallMs, documentMs } = this.timing;
    const timer = setTimeout(() => {
      response.destroy(new CaissonError('access.unreachable', 'an answer took too long'));
    }, documentMs);
    try {
      const reading = { server: this.server, stallMs, signal: scope.signal };
      return await textOfBody(chunksOf(response, reading), maxBytes);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Up to the head of a good answer; logs in again once. */
  async #open(call: Call, scope: Scope): Promise<IncomingMessage> {
    const { credential } = this.#settings;
    const proof = await credential.proof(scope);
    const response = await this.#send(call, proof, scope);
    if (isGood(response)) return response;
    const error = await this.#refusal(response, call, scope);
    if (error.status !== 401 || !credential.refuse(proof)) throw error;
    const second = await this.#send(call, await credential.proof(scope), scope);
    if (isGood(second)) return second;
    throw await this.#refusal(second, call, scope);
  }

  async #send(call: Call, proof: Proof, scope: Scope): Promise<IncomingMessage> {
    const { method = 'GET', path, body, accept = 'application/json', contentType } = call;
    const { authorization, keys } = proof;
    await this.#rate.take(scope.signal);
    return await exchange({
      server: this.server,
      path,
      method,
      headers: {
        accept,
        'user-agent': 'caisson',
        'accept-encoding': 'identity',
        ...this.#headers,
        ...(authorization !== undefined && { authorization }),
        ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
        ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
      },
      ...(body !== undefined && { body }),
      agent: this.#agents.agentFor(keys),
      timing: this.timing,
      signal: scope.signal,
    });
  }

  async #refusal(response: IncomingMessage, { what }: Call, scope: Scope): Promise<ApiError> {
    const status = response.statusCode ?? 0;
    const text = await this.#text(response, maxRefusalBytes, scope).catch((error: unknown) => {
      if (isCaissonError(error)) return '';
      throw error;
    });
    const body = tryParse(text, what);
    const refusal = refusalOf(status, body, response.headers['retry-after']);
    return new ApiError(what, refusal, warningsOf(response));
  }
}

function isGood({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function tryParse(text: string, what: string): JsonObject | undefined {
  try {
    const body = parseAnswer(text, what);
    return isObject(body) ? body : undefined;
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}

/** How long to wait before it is tried again; `undefined` where that does not help. */
function waitOf(error: unknown, backOff: BackOff): number | undefined {
  if (error instanceof ApiError) {
    if (!error.isTransient) return undefined;
    return Math.max(backOff.next(), error.retryAfterMs ?? 0);
  }
  const isPassing = error instanceof BrokenAnswer || isCaissonError(error, 'access.unreachable');
  return isPassing ? backOff.next() : undefined;
}

/** Texts of `Warning: 299 - "…"` (RFC 7234, section 5.5), at most a hundred. */
function warningsOf({ headersDistinct }: IncomingMessage): readonly string[] {
  return (headersDistinct['warning'] ?? []).slice(0, 100).flatMap((header) => {
    const quoted = /^\d{3} \S+ "((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
    return quoted === undefined ? [] : [quoted.replaceAll(/\\(.)/g, '$1')];
  });
}
