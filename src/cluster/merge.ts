/**
 * Runs at most `limit` of the streams at once and gives what they bring as it comes. A stream is asked for the next thing only
 * when the last one was taken. The first failure ends all.
 */
export async function* mergeStreams<Item, Part>(
  items: readonly Item[],
  limit: number,
  open: (item: Item) => AsyncGenerator<Part>,
): AsyncGenerator<Part> {
  const active = new Map<number, Promise<Step<Part>>>();
  const streams: AsyncGenerator<Part>[] = [];
  function advance(at: number, stream: AsyncGenerator<Part>): void {
    active.set(
      at,
      stream.next().then((result) => ({ at, stream, result })),
    );
  }
  let next = 0;
  try {
    for (;;) {
      while (active.size < limit && next < items.length) {
        const stream = open(items[next] as Item);
        streams.push(stream);
        advance(next, stream);
        next += 1;
      }
      if (active.size === 0) return;
      const { at, stream, result } = await Promise.race(active.values());
      active.delete(at);
      if (result.done === true) continue;
      yield result.value;
      advance(at, stream);
    }
  } finally {
    // Those under way are let go; whoever waits for them would wait for the network.
    for (const step of active.values()) step.catch(() => undefined);
    for (const stream of streams) stream.return(undefined).catch(() => undefined);
  }
}

interface Step<Part> {
  readonly at: number;
  readonly stream: AsyncGenerator<Part>;
  readonly result: IteratorResult<Part>;
}
