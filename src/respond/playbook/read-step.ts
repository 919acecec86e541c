import { isRecord } from '#kit/json.ts';
import { quote } from '#kit/text.ts';
import type { JsonObject } from '#model/json-value.ts';
import { actionKinds, type PlaybookStep } from '#model/response.ts';
import type { YamlNode } from '#yaml/node.ts';
import { entriesOf, plain, resolve, textOf } from '#yaml/read.ts';
import { actions } from '../action/catalogue.ts';
import { type OptionShapes, optionProblems, unknownText } from '../action/options.ts';
import { maxTtlMs } from '../action/sensor-target.ts';
import { tryParseDuration } from '../duration.ts';
import type { Problems } from './problem.ts';

const names = [...actionKinds, 'thaw', 'release'] as const;

/** A step: `freeze: {ttl: 10m}`, or the name alone. `undefined` when it is none; `problems` then says why. */
export function readStep(node: YamlNode, problems: Problems): PlaybookStep | undefined {
  const value = resolve(node);
  const [entry, ...more] = entriesOf(node);
  const name = value?.kind === 'scalar' ? value.text : textOf(entry?.key);
  const action = names.find((one) => one === name);
  if (name === undefined || more.length > 0) {
    problems.add(node.range, 'a step is one action with its options');
    return undefined;
  }
  if (action === undefined) {
    const message = unknownText(name, names).replace('unknown key', 'unknown action');
    problems.add((entry?.key ?? node).range, message);
    return undefined;
  }
  return { action, ...optionsOf(action, entry?.value, problems) };
}

function optionsOf(
  action: PlaybookStep['action'],
  node: YamlNode | undefined,
  problems: Problems,
): Omit<PlaybookStep, 'action'> {
  const value: unknown = node === undefined ? {} : (plain(node, 10_000) ?? {});
  if (!isRecord(value)) {
    problems.add(node?.range, `options of ${quote(action)} are a map`);
    return { options: {} };
  }
  const { ttl, ...options } = value;
  // `plain` gives JSON values only.
  const checked = options as JsonObject;
  for (const { key, message } of optionProblems(checked, shapesOf(action))) {
    const place = entriesOf(node).find((entry) => textOf(entry.key) === key);
    problems.add(place?.key.range, message);
  }
  if (ttl === undefined) return { options: checked };
  const ttlMs = ttlOf(action, ttl);
  if (typeof ttlMs === 'number') return { options: checked, ttlMs };
  problems.add(node?.range, ttlMs);
  return { options: checked };
}

function shapesOf(action: PlaybookStep['action']): OptionShapes {
  return action === 'thaw' || action === 'release' ? {} : actions[action].options;
}

function ttlOf(action: PlaybookStep['action'], ttl: unknown): number | string {
  if (action === 'thaw' || action === 'release' || actions[action].undo === undefined)
    return `${quote(action)} has no end: "ttl" says nothing there`;
  const duration = typeof ttl === 'string' ? tryParseDuration(ttl) : undefined;
  if (duration !== undefined && duration > 0 && duration <= maxTtlMs) return duration;
  return '"ttl" must be a duration of at most 24h such as 10m';
}
