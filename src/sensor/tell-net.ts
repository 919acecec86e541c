import type { LiveProcess } from '#event/process.ts';
import { tupleName } from '#event/tuple-name.ts';
import type { RuntimeDescriptor } from '#model/runtime-event.ts';
import type { Context } from './context.ts';
import { endsAt, kindAt, protocolAt, tupleOf } from './decode-socket.ts';
import { type DnsMessage, parseDns } from './dns.ts';
import { layout, wire } from './wire.gen.ts';

const { net, header } = layout;
const { netKind } = wire;
const maxHostBytes = 255;

/** CSN_NET: false when its payload does not fit or is not what it should be. */
export function tellNet(context: Context, at: number, end: number): boolean {
  const { view } = context;
  const data = at + net.size;
  const length = view.u16(at + net.dataLen);
  if (data + length > end) return false;
  const kind = view.u16(at + net.kind);
  if (kind === netKind.sni || kind === netKind.http)
    return tellName(context, at, kind, view.bytes.toString('latin1', data, data + length));
  const message = parseDns(view.bytes.subarray(data, data + length));
  if (message === undefined) return false;
  tellDns(context, at, message);
  return true;
}

function tellDns(context: Context, at: number, message: DnsMessage): void {
  const process = speakerAt(context, at);
  const place = process.container?.id ?? '';
  if (message.isAnswer)
    for (const address of message.addresses) context.peerNames.learn(place, address, message.name);
  const event = context.begin(at, 'dns', process);
  event.result = message.isAnswer ? message.code : undefined;
  event.fd = descriptorAt(context, at, process);
  event.args = {
    name: message.name,
    type: message.type,
    answers: [...message.aliases, ...message.addresses],
    response: message.isAnswer,
    rcode: message.code,
    id: message.id,
  };
  if (message.truncated) event.marks = ['truncated'];
  context.tell();
}

/** The name that a client wants to speak to, by TLS (RFC 6066 section 3) or HTTP/1 (RFC 9112 section 3.2). */
function tellName(context: Context, at: number, kind: number, text: string): boolean {
  const name = text.slice(0, maxHostBytes).toLowerCase();
  if (name === '') return false;
  const process = speakerAt(context, at);
  const event = context.begin(at, kind === netKind.sni ? 'tls' : 'http', process);
  event.result = undefined;
  event.fd = descriptorAt(context, at, process);
  event.args = kind === netKind.sni ? { name } : { host: name };
  context.tell();
  return true;
}

/** Whose packet it is: by pid, by its socket, or at least by its cgroup. */
function speakerAt(context: Context, at: number): LiveProcess {
  const { view, table, sockets } = context;
  if (view.u32(at + header.tgid) !== 0) return context.processAt(at);
  const cookie = view.u64(at + net.cookie);
  const pid = cookie === 0 ? undefined : sockets.get(cookie)?.pid;
  const known = pid === undefined ? undefined : table.at(pid, view.u64(at + header.ts));
  return known ?? context.stranger(0, view.decimal(at + net.cgroup));
}

function descriptorAt(context: Context, at: number, process: LiveProcess): RuntimeDescriptor {
  const { view } = context;
  const answer = view.u16(at + net.kind) === netKind.dnsAnswer;
  const tuple = tupleOf(endsAt(view, at, net), wire.role.client, protocolAt(view, at, net));
  return {
    number: -1,
    kind: kindAt(view, at, net),
    name: tupleName(tuple),
    socket: {
      ...tuple,
      connected: !answer && tuple.protocol === 'tcp',
      remoteNames: context.namesOf(process, tuple.remote),
      cookie: view.decimal(at + net.cookie),
    },
  };
}
