import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectionOptions, connect as connectTls, createSecureContext } from 'node:tls';
import { CaissonError } from '#kit/error.ts';
import type { ClientKeys, Connection } from '../config/connection.ts';
import { openTunnel } from './tunnel.ts';

const maxSockets = 200;
const settings = { keepAlive: true, keepAliveMsecs: 15_000, maxSockets, maxFreeSockets: 8 };

/**
 * Connections to one server, kept open for the next request. Throws `input.malformed` when certificate, key or authority are no
 * PEM that fits together.
 */
export function makeAgent(
  connection: Connection,
  keys: ClientKeys | undefined,
  timeoutMs: number,
): PlainAgent {
  const { proxy, server, tls } = connection;
  const dialler = proxy === undefined ? undefined : { proxy, timeoutMs };
  if (server.startsWith('http:'))
    return dialler === undefined ? new PlainAgent(settings) : new PlainTunnelAgent(dialler);
  const options = {
    ...settings,
    rejectUnauthorized: !tls.insecure,
    ...(tls.authority !== undefined && { ca: tls.authority }),
    ...(tls.serverName !== undefined && { servername: tls.serverName }),
    ...(keys !== undefined && { cert: keys.certificate, key: keys.key }),
  };
  checkKeys(options);
  return dialler === undefined ? new TlsAgent(options) : new TunnelAgent(options, dialler);
}

interface Dialler {
  readonly proxy: URL;
  readonly timeoutMs: number;
}
type Made = (error: Error | null, stream: Duplex) => void;
type Where = { readonly host?: string | null; readonly port?: string | number | null };

class TunnelAgent extends TlsAgent {
  readonly #dialler: Dialler;

  constructor(options: ConnectionOptions, dialler: Dialler) {
    super(options);
    this.#dialler = dialler;
  }

  override createConnection(options: Where & ConnectionOptions, made: Made): undefined {
    dial(options, this.#dialler, made, (socket) => connectTls({ ...options, socket }));
  }
}

class PlainTunnelAgent extends PlainAgent {
  readonly #dialler: Dialler;

  constructor(dialler: Dialler) {
    super(settings);
    this.#dialler = dialler;
  }

  override createConnection(options: Where, made: Made): undefined {
    dial(options, this.#dialler, made, (socket) => socket);
  }
}

function dial(
  { host, port }: Where,
  { proxy, timeoutMs }: Dialler,
  made: Made,
  wrap: (socket: Duplex) => Duplex,
): void {
  openTunnel({ proxy, host: host ?? '', port: Number(port ?? 443), timeoutMs }).then(
    (socket) => made(null, wrap(socket)),
    (error: unknown) => failed(made, error),
  );
}

/** Node's type wants a stream beside an error as well. */
function failed(made: Made, error: unknown): void {
  const tell = made as (error: Error) => void;
  tell(error instanceof Error ? error : new Error('the proxy failed'));
}

function checkKeys(options: ConnectionOptions): void {
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new CaissonError(
      'input.malformed',
      'the client certificate, its key or the certificate authority of the cluster cannot be used',
      { cause, hint: 'check the -data fields and files of cluster and user in the kubeconfig' },
    );
  }
}
