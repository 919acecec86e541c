import { createHash } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Scope } from '#contract/scope.ts';
import { testScope } from '../testing.ts';
import { type FetchedFeed, fetchFeeds } from './fetch-feeds.ts';
import type { Pace } from './pace.ts';
import type { FeedSource } from './source.ts';
import { sourceNamed } from './sources.ts';

/** What a request met. */
export interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A vendor's web server in memory: ETags, conditions and ranges as RFC 9110 has them, and whatever trouble a test wants. */
export class Vendor {
  readonly asked: Asked[] = [];
  readonly #files = new Map<string, Buffer>();
  readonly #answers = new Map<string, Answer>();

  put(path: string, content: string | Uint8Array): this {
    this.#files.set(path, Buffer.from(content));
    return this;
  }

  remove(path: string): this {
    this.#files.delete(path);
    return this;
  }

  /** Answers a path in another way; `count` is how often it was asked for before. */
  on(path: string, answer: Answer): this {
    this.#answers.set(path, answer);
    return this;
  }

  /** A path is served as a file again. */
  heal(path: string): this {
    this.#answers.delete(path);
    return this;
  }

  get paths(): readonly string[] {
    return this.asked.map(({ path }) => path);
  }

  /** What was asked for since the last call. */
  takePaths(): readonly string[] {
    return this.asked.splice(0).map(({ path }) => path);
  }

  readonly listener: RequestListener = (request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    const count = this.paths.filter((one) => one === path).length;
    this.asked.push({ path, headers: request.headers });
    const answer = this.#answers.get(path);
    if (answer === undefined) this.serveFile(request, response);
    else answer(request, response, count);
  };

  serveFile(request: IncomingMessage, response: ServerResponse): void {
    const body = this.#files.get(decodeURIComponent(request.url ?? '').slice(1));
    if (body === undefined) {
      response.writeHead(404).end('not here');
      return;
    }
    const etag = etagOf(body);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
    if (Number.isNaN(start) || request.headers['if-range'] !== etag) {
      response.writeHead(200, { etag, 'content-length': body.length }).end(body);
      return;
    }
    const range = `bytes ${start}-${body.length - 1}/${body.length}`;
    response.writeHead(206, { etag, 'content-range': range }).end(body.subarray(start));
  }
}

/** The validator that the vendor gives to content. */
function etagOf(body: string | Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
}

const quick: Pace = { attempts: 3, waitMs: 1, longestWaitMs: 1000, idleMs: 2000, totalMs: 10_000 };

/** How a test fetches; all of the table's feeds are asked for at the one server. */
export interface Visit {
  readonly url: string;
  readonly feeds: readonly (string | FeedSource)[];
  readonly directory: string;
  readonly pace?: Partial<Pace>;
  readonly scope?: Scope;
}

/** Fetches from the vendor below `<url>/<feed>/`. */
export function visitVendor({
  url,
  feeds,
  directory,
  pace,
  scope = testScope(),
}: Visit): Promise<readonly FetchedFeed[]> {
  const sources = feeds.map((one) => (typeof one === 'string' ? sourceNamed(one) : one));
  const mirrors = new Map(sources.map(({ id }) => [id, `${url}/${id}/`]));
  return fetchFeeds({ directory, sources, mirrors, pace: { ...quick, ...pace } }, scope);
}
