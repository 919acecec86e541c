import type { RuntimeDescriptor, RuntimeEvent } from '#model/runtime-event.ts';
import { isLoopback, type PeerNames } from './address.ts';
import { domainTemplate } from './domain.ts';
import type { Sighting } from './sighting.ts';
import { acceptingEnd, clientEnd, localEnd, protocolOf, serverEnd } from './socket-end.ts';
import { exampleText, pathTemplate } from './template.ts';

const inProgress = -115;
/** Ports that the kernel hands out (net.ipv4.ip_local_port_range). */
const firstEphemeral = 32_768;

/** Sockets that wait for connections: `listen`, or `bind` of datagrams. */
export function listenRaw(event: RuntimeEvent): string | undefined {
  const { fd, type } = event;
  if (fd === undefined || isRefused(event)) return undefined;
  if (fd.kind === 'unix') return type === 'listen' ? `unix ${fd.name}` : undefined;
  if (type === 'bind' && protocolOf(fd) === 'tcp') return undefined;
  const end = localEnd(fd);
  return end && `${protocolOf(fd)} ${end.port}`;
}

/** `tcp 8080`, `udp <ephemeral>`, `unix /run/app.sock`. */
export function listenKey({ fd }: RuntimeEvent, raw: string): Sighting | undefined {
  if (raw.startsWith('unix ')) return unixSighting(raw);
  const end = localEnd(fd);
  if (end === undefined || end.port === 0) return undefined;
  return {
    key: `${protocolOf(fd)} ${portText(end.port)}`,
    example: `${end.address}:${end.port}`,
  };
}

/** Connections that go out. */
export function egressRaw(event: RuntimeEvent): string | undefined {
  const { fd } = event;
  if (fd === undefined || isRefused(event)) return undefined;
  if (fd.kind === 'unix') return event.type === 'connect' ? `unix ${fd.name}` : undefined;
  if (fd.socket === undefined || fd.socket.isServer) return undefined;
  const peer = serverEnd(fd);
  return peer && `${fd.socket.protocol} ${peer.port} ${peer.address} ${nameOf(fd)}`;
}

/** `tcp db.example.com:5432`, `tcp service:shop/db:5432`, `udp 10.0.0.10:53`. Loopback is one place. */
export function egressKey(
  { fd }: RuntimeEvent,
  raw: string,
  names: PeerNames,
): Sighting | undefined {
  if (raw.startsWith('unix ')) return unixSighting(raw);
  const peer = serverEnd(fd);
  if (peer === undefined || peer.port === 0) return undefined;
  const who = peerName(peer.address, peer.port, nameOf(fd), names);
  const port = isLoopback(peer.address) ? portText(peer.port) : String(peer.port);
  return { key: `${protocolOf(fd)} ${who}:${port}`, example: `${peer.address}:${peer.port}` };
}

/** Connections that were accepted. */
export function ingressRaw(event: RuntimeEvent): string | undefined {
  const { fd } = event;
  if (isRefused(event)) return undefined;
  const peer = clientEnd(fd);
  const local = acceptingEnd(fd);
  return peer && local && `${protocolOf(fd)} ${local.port} ${peer.address}`;
}

/** `tcp 8080 from pod:shop/app=web`. */
export function ingressKey(
  { fd }: RuntimeEvent,
  _raw: string,
  names: PeerNames,
): Sighting | undefined {
  const peer = clientEnd(fd);
  const local = acceptingEnd(fd);
  if (peer === undefined || local === undefined) return undefined;
  const who = peerName(peer.address, local.port, '', names);
  return {
    key: `${protocolOf(fd)} ${portText(local.port)} from ${who}`,
    example: `${peer.address} to port ${local.port}`,
  };
}

/** Names that a client gave to a server: of TLS, of HTTP/1. */
export function namedRaw({ args, fd }: RuntimeEvent): string | undefined {
  const name = args['name'] ?? args['host'];
  return typeof name === 'string' && name !== ''
    ? `${name} ${serverEnd(fd)?.port ?? ''}`
    : undefined;
}

/** `tls api.example.com:443` */
export function namedKey({ type, fd }: RuntimeEvent, raw: string): Sighting {
  const protocol = type === 'tls_sni' || type === 'tls' ? 'tls' : 'http';
  const name = raw.slice(0, raw.lastIndexOf(' ')).replace(/:[0-9]{1,5}$/, '');
  const port = serverEnd(fd)?.port ?? (protocol === 'tls' ? 443 : 80);
  return { key: `${protocol} ${domainTemplate(name)}:${port}`, example: exampleText(raw) };
}

/** Names that were asked for. */
export function dnsRaw({ args }: RuntimeEvent): string | undefined {
  const name = args['name'] ?? args['query'] ?? args['qname'] ?? args['question'];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

export function dnsKey(_event: RuntimeEvent, raw: string): Sighting {
  return { key: domainTemplate(raw), example: exampleText(raw) };
}

function unixSighting(raw: string): Sighting | undefined {
  const path = raw.slice('unix '.length).split('->').at(-1)?.trim() ?? '';
  if (path === '') return undefined;
  const shown = path.startsWith('@') || path.startsWith('\0') ? `@${path.slice(1)}` : path;
  return { key: `unix ${pathTemplate(shown)}`, example: exampleText(shown) };
}

function nameOf(fd: RuntimeDescriptor | undefined): string {
  return fd?.socket?.remoteNames?.[0] ?? '';
}

function peerName(address: string, port: number, domain: string, names: PeerNames): string {
  if (isLoopback(address)) return 'loopback';
  return names(address, port) ?? (domain === '' ? address : domainTemplate(domain));
}

function portText(port: number): string {
  return port >= firstEphemeral ? '<ephemeral>' : String(port);
}

function isRefused({ result, args }: RuntimeEvent): boolean {
  const value = result ?? args['res'];
  return typeof value === 'number' && value < 0 && value !== inProgress;
}
