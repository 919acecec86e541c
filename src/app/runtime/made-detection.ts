import type { KernelVerdict } from '#contract/runtime.ts';
import { keptEvent, keptProcess } from '#event/keep.ts';
import { textOfBytes } from '#kit/byte-string.ts';
import { printable } from '#kit/text.ts';
import { newUlid } from '#kit/ulid.ts';
import type { Detection } from '#model/detection.ts';
import type { Deviation } from '#model/profile.ts';
import type { RuntimeEvent, SensorLoss } from '#model/runtime-event.ts';
import { formatKey } from '#model/workload-key.ts';

/** Milliseconds since the Unix epoch, with fraction. */
function timeOf({ seconds, nanoseconds }: Pick<RuntimeEvent, 'seconds' | 'nanoseconds'>) {
  return seconds * 1000 + nanoseconds / 1e6;
}

function shown(bytes: string): string {
  return printable(textOfBytes(bytes));
}

/** What all detections that come from an event have in common: copies, so that nothing changes behind them. */
function factsOf(event: RuntimeEvent) {
  const time = timeOf(event);
  const process = keptProcess(event.process);
  return {
    id: newUlid(time),
    time,
    source: 'syscall' as const,
    event: keptEvent(event),
    process,
    ...(process.container !== undefined && { container: process.container }),
  };
}

/** Bits of surprise from which a new behaviour is more than a notice. */
const surprising = 12;

/** Behaviour that a promoted profile does not know. */
export function deviationDetection(deviation: Deviation, event: RuntimeEvent): Detection {
  const { dimension, behaviour, example, surprise, state, nearest, key } = deviation;
  const isWarning = surprise >= surprising;
  return {
    ...factsOf(event),
    kind: 'profile',
    rule: `profile/${dimension}`,
    priority: isWarning ? 'warning' : 'notice',
    severity: isWarning ? 'medium' : 'low',
    tags: ['profile', dimension],
    output: `new behaviour (${dimension}): ${shown(example)}`,
    outputFields: { 'proc.name': shown(event.process.name), behaviour: shown(behaviour) },
    because: [
      { label: 'profile', text: formatKey(key) },
      { label: 'dimension', text: `${dimension}, ${state}` },
      { label: 'surprise', text: `${surprise.toFixed(1)} bits` },
      ...nearest.map((text) => ({ label: 'nearest known', text: shown(text) })),
    ],
    risk: Math.min(40, Math.round(surprise)),
  };
}

const verdictWords: Readonly<Record<KernelVerdict['action'], string>> = {
  kill: 'was killed before its first instruction',
  deny: 'was not allowed to run',
  cut: 'was cut from the network',
  freeze: 'was frozen',
  thaw: 'goes on',
  expired: 'is no longer contained: its time is over',
};

/** The kernel or the sensor acted. */
export function verdictDetection(verdict: KernelVerdict): Detection {
  const { event, action, reason, path, simulated, policy } = verdict;
  const { process } = event;
  const what = shown(path ?? process.exePath);
  return {
    ...factsOf(event),
    kind: 'verdict',
    rule: `containment/${reason}`,
    priority: action === 'kill' || action === 'deny' ? 'error' : 'notice',
    severity: action === 'kill' || action === 'deny' ? 'high' : 'low',
    tags: ['containment', action],
    output: `${what} ${simulated ? `would have been stopped (${action})` : verdictWords[action]}`,
    outputFields: { 'proc.name': shown(process.name), 'proc.exepath': what, policy, simulated },
    because: [{ label: 'policy', text: `${policy}: ${reason}` }],
    ...(simulated && { simulate: true }),
  };
}

/** Events were lost: what belongs to that time may be incomplete. */
export function lossDetection(loss: SensorLoss): Detection {
  const { to, reason, counts, container } = loss;
  const lost = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return {
    id: newUlid(to),
    time: to,
    kind: 'loss',
    rule: `sensor/${reason}`,
    priority: 'warning',
    severity: 'low',
    source: 'syscall',
    tags: ['sensor'],
    output: `events were lost: ${lost.join(', ') || 'how many is not known'}`,
    outputFields: {},
    because: [{ label: 'reason', text: reason }],
    incomplete: true,
    loss,
    ...(container !== undefined && { container }),
  };
}
