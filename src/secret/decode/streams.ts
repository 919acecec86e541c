import { isCaissonError } from '#kit/error.ts';
import { unpack } from '../container/stream.ts';
import type { TriggerHit } from '../match-rules.ts';
import type { Decoded } from './base.ts';

const mostStreams = 16;
const largestStream = 4 << 20;
const largestInput = 1 << 20;

/** gzip streams in the midst of other data: resources of programs, what base64 held. Only the first few of each stretch. */
export function* decodeStreams(bytes: Buffer, hits: readonly TriggerHit[]): Iterable<Decoded> {
  let count = 0;
  for (const hit of hits) {
    if (hit.trigger !== 'gzip' || count >= mostStreams) continue;
    count += 1;
    const content = tryUnpack(bytes.subarray(hit.start, hit.start + largestInput));
    if (content !== undefined)
      yield { bytes: content, decoder: 'gzip', start: hit.start, end: hit.end };
  }
}

function tryUnpack(data: Buffer): Buffer | undefined {
  try {
    return unpack('gzip', data, largestStream);
  } catch (error) {
    if (isCaissonError(error)) return undefined;
    throw error;
  }
}
