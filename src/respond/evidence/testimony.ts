import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ContainerEngineControl } from '#contract/runtime.ts';
import type { Scope } from '#contract/scope.ts';
import { printable } from '#kit/text.ts';
import type { Incident } from '#model/detection.ts';
import type { JsonObject } from '#model/json-value.ts';
import type { ActionTarget } from '#model/response.ts';
import { podObject } from '../action/cluster-object.ts';
import type { ClusterActions, FlightRecorder } from '../ports.ts';
import type { BundlePart } from './bundle-writer.ts';
import { type Masker, maskJson } from './masking.ts';
import type { EvidenceOrder } from './order.ts';
import { jsonPart } from './parts.ts';
import { factsOfIncident, type TimelineFact, timelineLines, timelineTable } from './timeline.ts';

/** Who else knows something of a container. */
export interface Witnesses {
  readonly engine?: ContainerEngineControl;
  readonly cluster?: ClusterActions;
  readonly recorder?: FlightRecorder;
  readonly incidentOf?: (id: string) => Incident | undefined;
  readonly findingsOf?: (target: ActionTarget) => Promise<JsonObject>;
}

const askTimeMs = 5000;
const maxKernelLines = 200;

/** What engine, cluster, recorder and incidents tell. Whoever does not answer is a gap. */
export async function testimony(
  order: EvidenceOrder,
  witnesses: Witnesses,
  mask: Masker,
  scope: Scope,
): Promise<{ readonly parts: readonly BundlePart[]; readonly gaps: readonly string[] }> {
  const gaps: string[] = [];
  const incident =
    order.incident === undefined ? undefined : witnesses.incidentOf?.(order.incident);
  const questions = questionsOf(order, witnesses, mask, scope);
  const answers = questions.map((question) => answerOf(question, gaps));
  const parts = (await Promise.all(answers)).filter((part) => part !== undefined);
  const facts = [...factsOfIncident(incident), ownFact(order, scope)];
  return {
    gaps,
    parts: [
      ...parts,
      ...(incident === undefined
        ? []
        : [jsonPart('incident.json', maskJson(plainOf(incident), mask))]),
      { name: 'timeline.jsonl', content: timelineLines(facts) },
      { name: 'timeline.csv', content: timelineTable(facts) },
      { name: 'dmesg.txt', content: kernelLog() },
    ],
  };
}

interface Question {
  readonly name: string;
  ask(): Promise<BundlePart | undefined>;
}

function questionsOf(
  { target, options }: EvidenceOrder,
  { engine, cluster, recorder, findingsOf }: Witnesses,
  mask: Masker,
  { signal }: Scope,
): readonly Question[] {
  const { container } = target;
  const questions: Question[] = [];
  function json(name: string, ask: () => Promise<JsonObject | undefined>): void {
    questions.push({
      name,
      async ask() {
        const value = await ask();
        return value === undefined ? undefined : jsonPart(name, maskJson(value, mask));
      },
    });
  }
  if (container !== undefined) json('image.json', () => Promise.resolve(plainOf(container)));
  if (container !== undefined && engine !== undefined)
    json('container.json', () => engine.inspect(container.id, signal));
  if (container?.pod !== undefined && cluster !== undefined)
    json('pod.json', () => cluster.read(podObject(target)));
  if (findingsOf !== undefined) json('findings.json', () => findingsOf(target));
  if (recorder !== undefined && options.eventsMs > 0)
    questions.push({
      name: 'flight.caisson',
      async ask() {
        const content = await recorder.dump(target, options.eventsMs);
        return content === undefined ? undefined : { name: 'flight.caisson', content };
      },
    });
  return questions;
}

async function answerOf(question: Question, gaps: string[]): Promise<BundlePart | undefined> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), askTimeMs);
  try {
    return await Promise.race([question.ask(), promise]);
  } catch (error) {
    gaps.push(
      `${question.name}: ${printable(error instanceof Error ? error.message : 'no answer')}`,
    );
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

function ownFact({ target, requestedBy, reason }: EvidenceOrder, { clock }: Scope): TimelineFact {
  return {
    time: clock().getTime(),
    source: 'snapshot',
    actor: requestedBy,
    object: target.container?.name ?? target.cgroupId ?? '',
    text: `evidence taken: ${reason}`,
  };
}

/** A value of the model as JSON; these hold nothing else. */
function plainOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}

/** The last lines of the kernel's log; empty where it may not be read. */
function kernelLog(): string {
  const lines: string[] = [];
  let descriptor: number;
  try {
    descriptor = openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    const record = Buffer.alloc(8192);
    for (let count = 0; count < 20_000; count += 1) {
      const length = readSync(descriptor, record, 0, record.length, null);
      if (length === 0) break;
      lines.push(record.toString('latin1', 0, length).split('\n', 1)[0] ?? '');
    }
  } catch {
    // Behind the last one there is nothing yet.
  } finally {
    closeSync(descriptor);
  }
  return lines
    .slice(-maxKernelLines)
    .map((line) => `${line}\n`)
    .join('');
}
