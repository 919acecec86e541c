import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A name server for one zone of addresses, which change while it answers (RFC 1035). */
export async function startNameServer(
  address: string,
  addressOf: (name: string) => string | undefined,
): Promise<AsyncDisposable> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = answerTo(question, addressOf);
    if (answer !== undefined) socket.send(answer, from.port, from.address);
  });
  socket.bind(53, address);
  await once(socket, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answerTo(
  question: Buffer,
  addressOf: (name: string) => string | undefined,
): Buffer | undefined {
  const { name, end } = nameIn(question);
  if (end + 4 > question.length) return undefined;
  const isAddress = question.readUInt16BE(end) === 1;
  const found = addressOf(name);
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(found === undefined ? 0x8183 : 0x8180, 2);
  head.fill(0, 6);
  if (found === undefined || !isAddress)
    return Buffer.concat([head, question.subarray(12, end + 4)]);
  head.writeUInt16BE(1, 6);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4]);
  const address = Buffer.from(found.split('.').map(Number));
  return Buffer.concat([head, question.subarray(12, end + 4), record, address]);
}

/** The name that is asked for, and where it ends. */
function nameIn(question: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = question[at] ?? 0; length > 0; length = question[at] ?? 0) {
    labels.push(question.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}
