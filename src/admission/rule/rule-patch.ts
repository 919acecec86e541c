import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject, textOf } from '#kube/json.ts';
import { jsonOf } from '#kube/yaml-json.ts';
import type { Json, JsonObject } from '#model/json-value.ts';
import type { JsonPatchOperation } from '#model/policy-result.ts';
import { parseYaml } from '#yaml/parse.ts';
import { applyJsonPatch, objectOf } from '../patch.ts';
import { withoutAnchors } from './patch-anchors.ts';
import { mergeStrategic } from './strategic-merge.ts';

/** Applies `patchStrategicMerge` or, where there is none, `patchesJson6902` of a rule whose variables are replaced. */
export function applyRulePatch(object: JsonObject, patch: Json): Json {
  const merge = fieldOf(patch, 'patchStrategicMerge');
  if (merge !== undefined && merge !== null)
    return mergeStrategic(object, withoutAnchors(merge, object));
  const operations = textOf(fieldOf(patch, 'patchesJson6902')) ?? '';
  if (operations === '') throw new CaissonError('input.malformed', 'empty mutate rule');
  return patched(object, operationsOf(operations));
}

/** YAML or JSON. */
function operationsOf(text: string): readonly JsonPatchOperation[] {
  const list = jsonOf(parseYaml(text).documents[0]?.root);
  if (!isList(list)) throw new CaissonError('input.malformed', 'the JSON patch is no list');
  return list.map(operationOf);
}

const kinds = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const;

function operationOf(value: Json): JsonPatchOperation {
  const op = kinds.find((one) => one === fieldOf(value, 'op'));
  const path = textOf(fieldOf(value, 'path'));
  if (op === undefined || path === undefined)
    throw new CaissonError(
      'input.malformed',
      'the JSON patch has an operation without "op" or "path"',
    );
  const from = textOf(fieldOf(value, 'from'));
  const written = fieldOf(value, 'value');
  return {
    op,
    path,
    ...(from !== undefined && { from }),
    ...(written !== undefined && { value: written }),
  };
}

/** What is to be added to need not be there, and what is to be removed need not either (json-patch with Kyverno's options). */
function patched(object: JsonObject, operations: readonly JsonPatchOperation[]): Json {
  let current: Json = object;
  for (const operation of operations) {
    const steps = stepsOf(operation.path);
    if (operation.op === 'remove' && !isThere(current, steps)) continue;
    if (operation.op === 'add') {
      current = added(current, steps, operation.value ?? null);
      continue;
    }
    const next = applyJsonPatch(current, [operation]);
    if (next === undefined)
      throw new CaissonError('input.malformed', `the test of ${operation.path} failed`);
    current = next;
  }
  return current;
}

function stepsOf(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/'))
    throw new CaissonError('input.malformed', `${JSON.stringify(pointer)} is no JSON pointer`);
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function isThere(value: Json, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  const inner = childOf(value, step);
  return inner !== undefined && isThere(inner, rest);
}

function childOf(value: Json, step: string): Json | undefined {
  if (!isList(value)) return fieldOf(value, step);
  return /^-?\d{1,9}$/.test(step) ? value.at(Number(step)) : undefined;
}

/** Adds a value; lists (before a number or `-`) and maps on the way to it are made. */
function added(value: Json, [step, ...rest]: readonly string[], what: Json): Json {
  const [next] = rest;
  if (step === undefined) return what;
  if (next === undefined) return inserted(value, step, what);
  const old = childOf(value, step);
  if (old !== undefined && old !== null) return replaced(value, step, added(old, rest, what));
  const empty = /^(?:-|-?\d{1,9})$/.test(next) ? [] : {};
  return inserted(value, step, added(empty, rest, what));
}

function inserted(value: Json, step: string, what: Json): Json {
  if (!isList(value)) return replaced(value, step, what);
  const { length } = value;
  const number = step === '-' || step === '-1' ? length : Number(step);
  const at = number < 0 ? length + 1 + number : number;
  if (!Number.isInteger(at) || at < 0 || at > length)
    throw new CaissonError('input.malformed', `there is no item ${JSON.stringify(step)} to add at`);
  return value.toSpliced(at, 0, what);
}

/** The value with another one at a step that is there, or a field. */
function replaced(value: Json, step: string, what: Json): Json {
  if (isList(value)) {
    const at = Number(step);
    return value.with(at < 0 ? value.length + at : at, what);
  }
  if (!isObject(value))
    throw new CaissonError('input.malformed', `${JSON.stringify(step)} is in no map and no list`);
  return objectOf([...Object.entries(value).filter(([key]) => key !== step), [step, what]]);
}
