import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';

/** One request as a service got it. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The connection is cut after so many bytes of the body. */
  readonly cutAfter?: number;
}
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly heard: readonly Heard[];
}

/** A service on loopback: `answer` says what it does with a request. */
export async function openReceiver(
  answer: (heard: Heard) => Reply | Promise<Reply>,
): Promise<Receiver> {
  const heard: Heard[] = [];
  function listen(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body: Buffer.concat(chunks).toString() };
      heard.push(one);
      void Promise.resolve(answer(one)).then(({ status, body = '', headers: more, cutAfter }) => {
        const length = { 'content-length': String(Buffer.byteLength(body)) };
        response.writeHead(status, { ...length, ...more });
        if (cutAfter === undefined) return response.end(body);
        response.write(body.slice(0, cutAfter), () => response.destroy());
        return undefined;
      });
    });
  }
  const server = createServer(listen);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    heard,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** JSON, or undefined. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
