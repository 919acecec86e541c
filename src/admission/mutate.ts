import {
  checkLiteralPlaces,
  ObjectLiteral,
  JsonPatchOperation as PatchValue,
} from '#cel/library/mutation.ts';
import { CelError, isList, type Value } from '#cel/value.ts';
import { isCaissonError } from '#kit/error.ts';
import { fieldOf, isObject, textOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { JsonPatchOperation } from '#model/policy-result.ts';
import { jsonOfValue } from './cel-json.ts';
import type { CompiledMutation, CompiledPolicy } from './compiled.ts';
import type { Judge } from './judge.ts';
import { mergeObject } from './merge.ts';
import { applyJsonPatch } from './patch.ts';
import { failedBy, type Verdict } from './verdict.ts';

/** Applies the mutations of a policy in turn, each to what the one before it made. */
export function judgeMutations(
  judge: Judge,
  compiled: CompiledPolicy,
  original: Json = judge.request.object,
): Verdict {
  let object = original;
  for (const mutation of compiled.mutations) {
    const next = mutateOnce(judge, mutation, object);
    if (next instanceof CelError) {
      const { source } = mutation.expression;
      return failedBy('error', judge.failure(source, next.message, { error: next }));
    }
    object = next;
    judge.set('object', object);
  }
  return { outcome: 'pass', failures: [], mutated: object };
}

function mutateOnce(judge: Judge, mutation: CompiledMutation, object: Json): Json | CelError {
  const result = judge.run(mutation.expression);
  if (result instanceof CelError) return result;
  try {
    return mutation.step.type === 'JSONPatch'
      ? patched(object, result)
      : merged(object, result, mutation);
  } catch (error) {
    if (isCaissonError(error)) return new CelError(error.message);
    throw error;
  }
}

function merged(object: Json, result: Value, { replaceAtomic }: CompiledMutation): Json | CelError {
  if (!(result instanceof ObjectLiteral)) return new CelError('the mutation gives no Object{}');
  const fault = checkLiteralPlaces(result);
  if (fault !== undefined) return new CelError(`type mismatch: ${fault}`);
  const change = jsonOfValue(result);
  if (change instanceof CelError) return change;
  if (!isObject(change) || !isObject(object)) return new CelError('the mutation gives no Object{}');
  const apiVersion = textOf(fieldOf(object, 'apiVersion')) ?? '';
  const kind = textOf(fieldOf(object, 'kind')) ?? '';
  return mergeObject(object, change, { apiVersion, kind }, { replaceAtomic });
}

/** A failed `test` operation leaves the object as it is. */
function patched(object: Json, result: Value): Json | CelError {
  if (!isList(result)) return new CelError('the mutation gives no list of JSONPatch{}');
  const operations: JsonPatchOperation[] = [];
  for (const one of result) {
    const operation = operationOf(one);
    if (operation instanceof CelError) return operation;
    operations.push(operation);
  }
  return applyJsonPatch(object, operations) ?? object;
}

const kinds = ['add', 'remove', 'replace', 'move', 'copy', 'test'] as const;

function operationOf(one: Value): JsonPatchOperation | CelError {
  if (!(one instanceof PatchValue))
    return new CelError('the mutation gives no list of JSONPatch{}');
  const op = kinds.find((kind) => kind === one.op);
  if (op === undefined)
    return new CelError(`unknown operation ${JSON.stringify(one.op)} in JSONPatch{}`);
  const { path, from, value } = one;
  const fault =
    value instanceof ObjectLiteral ? checkLiteralPlaces(value, value.type.name) : undefined;
  if (fault !== undefined) return new CelError(`type mismatch: ${fault}`);
  const json: Json | CelError = value === undefined ? null : jsonOfValue(value);
  if (json instanceof CelError) return json;
  return { op, path, ...(from !== '' && { from }), ...(value !== undefined && { value: json }) };
}
