import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

/** A container engine on a unix socket that answers with what a test put into it. */
export class FakeEngine implements AsyncDisposable {
  readonly socket: string;
  readonly requests: string[] = [];
  /** By path: a value becomes JSON, bytes are sent as they are, a function does what it likes. */
  readonly answers = new Map<string, Answer>();
  readonly #server: Server;

  private constructor(server: Server, socket: string) {
    this.#server = server;
    this.socket = socket;
    server.on('request', (request, response) => this.#answer(request, response));
  }

  static async start(directory: string): Promise<FakeEngine> {
    const server = createServer();
    const socket = join(directory, 'engine.sock');
    await new Promise<void>((ready) => server.listen(socket, ready));
    return new FakeEngine(server, socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.requests.push(path);
    const answer = this.answers.get(path);
    if (typeof answer === 'function') answer(response);
    else if (answer instanceof Uint8Array) response.end(answer);
    else if (answer !== undefined) response.end(JSON.stringify(answer));
    else response.writeHead(404).end('{"message":"no such thing"}');
  }
}

export type Answer = object | Uint8Array | ((response: ServerResponse) => void);
