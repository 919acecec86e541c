/** Ports of one EXPOSE word. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
  /** In lower case: `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
  /** As written. */
  readonly text: string;
  /** Casing of the protocol as written; absent when none stands there. */
  readonly writtenProtocol?: string;
  /** `127.0.0.1` in front, which means nothing in an image. */
  readonly address?: string;
  readonly hostPort?: string;
}

/** A port or why it is none. */
export type PortResult = { readonly port: PortRange } | { readonly error: string };

/** Reads `[address:][host:]port[-port][/protocol]` (BuildKit `convert_expose.go`). */
export function parsePort(text: string): PortResult {
  const { address, hostPort, container } = splitAddress(text);
  const slash = container.indexOf('/');
  const ports = slash === -1 ? container : container.slice(0, slash);
  const writtenProtocol = slash === -1 ? '' : container.slice(slash + 1);
  const protocol = writtenProtocol.toLowerCase();
  const wrong = complaintOf({ ports, protocol, written: writtenProtocol });
  if (wrong !== undefined) return { error: `invalid port: ${JSON.stringify(text)}: ${wrong}` };
  const range = parseRange(ports);
  if (range === undefined) return { error: `invalid containerPort: ${ports}` };
  if (hostPort !== '' && parseRange(hostPort) === undefined)
    return { error: `invalid hostPort: ${hostPort}` };
  const written = { writtenProtocol, address, hostPort };
  return { port: { ...range, protocol: protocol || 'tcp', text, ...present(written) } };
}

/** Without what is empty. */
function present<Key extends string>(
  texts: Readonly<Record<Key, string>>,
): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  for (const key in texts) if (texts[key] !== '') found[key] = texts[key];
  return found;
}

function splitAddress(
  text: string,
): Readonly<Record<'address' | 'hostPort' | 'container', string>> {
  const parts = text.split(':');
  return {
    address: parts.slice(0, -2).join(':'),
    hostPort: parts.at(-2) ?? '',
    container: parts.at(-1) ?? '',
  };
}

function complaintOf({
  ports,
  protocol,
  written,
}: Readonly<Record<'ports' | 'protocol' | 'written', string>>): string | undefined {
  if (ports === '') return 'no port specified';
  return ['', 'tcp', 'udp', 'sctp'].includes(protocol) ? undefined : `invalid proto: ${written}`;
}

function parseRange(text: string): { readonly from: number; readonly to: number } | undefined {
  const dash = text.indexOf('-');
  const from = parseNumber(dash === -1 ? text : text.slice(0, dash));
  const to = dash === -1 ? from : parseNumber(text.slice(dash + 1));
  if (from === undefined || to === undefined || to < from) return undefined;
  return { from, to };
}

function parseNumber(text: string): number | undefined {
  if (!/^[+-]?\d{1,12}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 0 && port <= 65_535 ? port : undefined;
}
