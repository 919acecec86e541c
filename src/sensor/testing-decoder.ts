import type { KernelVerdict } from '#contract/runtime.ts';
import { keptEvent } from '#event/keep.ts';
import { ProcessTable, type ProcessTableOptions } from '#event/process-table.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { type DaemonCounters, Decoder } from './decoder.ts';

/** A decoder for x64 with everything that it told, kept. */
export function testDecoder(options: ProcessTableOptions = {}) {
  const events: RuntimeEvent[] = [];
  const losses: SensorLoss[] = [];
  const verdicts: KernelVerdict[] = [];
  const notes: string[] = [];
  const heartbeats: DaemonCounters[] = [];
  const table = new ProcessTable(options);
  const decoder = new Decoder({
    table,
    architecture: 'x64',
    now: () => 1_000_000,
    handler: {
      event: (event) => events.push(keptEvent(event)),
      loss: (loss) => losses.push(loss),
      verdict: (verdict) => verdicts.push({ ...verdict, event: keptEvent(verdict.event) }),
    },
    hooks: {
      hello: (text) => notes.push(`hello ${text}`),
      heartbeat: (counters) => heartbeats.push(counters),
      synced: () => notes.push('synced'),
      alive: () => undefined,
      missing: (pid) => notes.push(`missing ${pid}`),
      doubtful: () => notes.push('doubtful'),
    },
  });
  return { decoder, table, events, losses, verdicts, notes, heartbeats };
}
