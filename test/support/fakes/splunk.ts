import { isRecord } from '#kit/json.ts';
import { type Heard, openReceiver, type Receiver, type Reply, tryJson } from './receiver.ts';

/**
 * A Splunk HTTP Event Collector as its documentation describes it: token, concatenated objects, codes, and acknowledgement by
 * channel. `indexed`: how many questions pass until an acknowledgement comes.
 */
export async function openSplunk(wish: {
  readonly token: string;
  readonly acknowledge: boolean;
  readonly busy?: number;
  readonly indexed?: number;
}): Promise<Receiver & { readonly events: readonly unknown[] }> {
  const events: unknown[] = [];
  const channels = new Map<string, Map<number, number>>();
  let busy = wish.busy ?? 0;

  function take(heard: Heard): Reply {
    if (heard.method !== 'POST') return code(405, 0, 'method not allowed');
    const { authorization } = heard.headers;
    if (authorization === undefined) return code(401, 2, 'Token is required');
    if (authorization !== `Splunk ${wish.token}`) return code(403, 4, 'Invalid token');
    const channel = heard.headers['x-splunk-request-channel'];
    if (wish.acknowledge && !isChannel(channel)) return code(400, 10, 'Data channel is missing');
    const acks = channels.get(String(channel)) ?? new Map<number, number>();
    channels.set(String(channel), acks);
    if (heard.path === '/services/collector/ack') return asked(heard, acks);
    if (heard.path !== '/services/collector/event') return code(404, 404, 'not found');
    if (busy > 0) {
      busy -= 1;
      return code(503, 9, 'Server is busy');
    }
    return store(heard, acks);
  }

  function store(heard: Heard, acks: Map<number, number>): Reply {
    const lines = heard.body.split('\n');
    for (const [at, line] of lines.entries()) {
      const event = tryJson(line);
      if (!isRecord(event)) return wrong(6, 'Invalid data format', at);
      if (event['event'] === undefined) return wrong(12, 'Event field is required', at);
      if (typeof event['time'] !== 'number') return wrong(6, 'Invalid data format', at);
      events.push(event);
    }
    if (!wish.acknowledge) return json(200, { text: 'Success', code: 0 });
    acks.set(acks.size, wish.indexed ?? 0);
    return json(200, { text: 'Success', code: 0, ackId: acks.size - 1 });
  }

  function asked(heard: Heard, acks: Map<number, number>): Reply {
    if (!wish.acknowledge) return code(400, 14, 'ACK is disabled');
    const body = tryJson(heard.body);
    const ids = isRecord(body) && Array.isArray(body['acks']) ? body['acks'].map(Number) : [];
    const answers = ids.map((id) => {
      const left = acks.get(id) ?? 1;
      acks.set(id, left - 1);
      return [String(id), left <= 0] as const;
    });
    return json(200, { acks: Object.fromEntries(answers) });
  }

  const receiver = await openReceiver(take);
  return { ...receiver, events, [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose]() };
}

function isChannel(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu.test(value);
}

function code(status: number, number: number, text: string): Reply {
  return json(status, { text, code: number });
}

function wrong(number: number, text: string, at: number): Reply {
  return json(400, { text, code: number, 'invalid-event-number': at });
}

function json(status: number, value: unknown): Reply {
  return { status, body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}
