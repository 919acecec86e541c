import { CaissonError } from '#kit/error.ts';
import { fieldOf, isList, isObject } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import { objectOf } from '../patch.ts';
import { matchPattern } from '../pattern/match-pattern.ts';

/** A patch while its anchors are worked out. */
type Draft = null | boolean | number | string | Draft[] | Map<string, Draft>;

/** A condition of the patch that the object does not fulfil: of an item of a list, or of the whole rule. */
type Refusal = 'item' | 'rule';

const deepest = 200;

/**
 * What of a patch with anchors applies to an object (Kyverno, `patchStrategicMerge`): `(a)` conditions, `<(a)` conditions for the whole
 * rule, `+(a)` only when absent. A condition that does not hold leaves an empty patch; items of lists with conditions become one item
 * by name for each item of the object that fulfils them.
 */
export function withoutAnchors(patch: Json, object: Json): Json {
  const draft = draftOf(patch, 0);
  if (prepare(draft, object) !== undefined) return {};
  if (draft instanceof Map) removeConditions(draft);
  return jsonOf(draft);
}

function draftOf(value: Json, depth: number): Draft {
  if (depth > deepest) throw new CaissonError('limit.depth', 'the patch is nested too deeply');
  if (isList(value)) return value.map((one) => draftOf(one, depth + 1));
  if (!isObject(value)) return value;
  return new Map(Object.entries(value).map(([key, one]) => [key, draftOf(one, depth + 1)]));
}

function jsonOf(draft: Draft): Json {
  if (draft instanceof Map) return objectOf([...draft].map(([key, one]) => [key, jsonOf(one)]));
  return Array.isArray(draft) ? draft.map(jsonOf) : draft;
}

function copyOf(draft: Draft): Draft {
  if (draft instanceof Map) return new Map([...draft].map(([key, one]) => [key, copyOf(one)]));
  return Array.isArray(draft) ? draft.map(copyOf) : draft;
}

interface Anchor {
  readonly sign: string;
  readonly key: string;
}

function anchorOf(written: string): Anchor | undefined {
  const match = /^([+<=X^])?\((.+)\)$/s.exec(written.trim());
  return match === null ? undefined : { sign: match[1] ?? '', key: match[2] ?? '' };
}

function isCondition(written: string): boolean {
  const sign = anchorOf(written)?.sign;
  return sign === '' || sign === '<';
}

/** Conditions and what is added when absent; other anchors mean nothing in a patch. */
function isWorked(written: string): boolean {
  return isCondition(written) || anchorOf(written)?.sign === '+';
}

function prepare(draft: Draft, object: Json | undefined): Refusal | undefined {
  if (draft instanceof Map) return prepareMap(draft, object);
  if (Array.isArray(draft) && draft[0] instanceof Map) return prepareItems(draft, object);
  return undefined;
}

function prepareMap(draft: Map<string, Draft>, object: Json | undefined): Refusal | undefined {
  addAbsent(draft, object);
  const refusal = checkConditions(draft, object);
  if (refusal !== undefined) return refusal;
  for (const [key, value] of draft) {
    const inner = isWorked(key) ? undefined : prepare(value, fieldOf(object, key));
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** `+(a)`: away when the object has the field, else a plain field. Gives how many there were. */
function addAbsent(draft: Map<string, Draft>, object: Json | undefined): number {
  const added = [...draft].filter(([key]) => anchorOf(key)?.sign === '+');
  if (added.length === 0) return 0;
  const entries = [...draft];
  draft.clear();
  for (const [written, value] of entries) {
    const anchor = anchorOf(written);
    if (anchor?.sign !== '+') draft.set(written, value);
    else if (fieldOf(object, anchor.key) === undefined) draft.set(anchor.key, value);
  }
  return added.length;
}

function checkConditions(draft: Map<string, Draft>, object: Json | undefined): Refusal | undefined {
  if (!holds(draft, object, '<')) return 'rule';
  return holds(draft, object, '') ? undefined : 'item';
}

function holds(draft: Map<string, Draft>, object: Json | undefined, sign: string): boolean {
  for (const [written, wanted] of draft) {
    const anchor = anchorOf(written);
    if (anchor?.sign !== sign) continue;
    const value = fieldOf(object, anchor.key);
    if (value === undefined) return false;
    if (wanted instanceof Map && addAbsent(wanted, value) > 0) continue;
    const { outcome } = matchPattern(plainText(value), plainText(jsonOf(wanted)));
    if (outcome !== 'pass') return false;
  }
  return true;
}

/** Scalars are compared as texts. */
function plainText(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === null ? 'null' : value;
}

function prepareItems(draft: Draft[], object: Json | undefined): Refusal | undefined {
  if (object !== undefined && object !== null && !isList(object))
    throw new CaissonError('input.malformed', 'the patch has a list where the object has none');
  const made: Draft[] = [];
  for (const item of draft) {
    if (!hasAnchors(item, isWorked)) continue;
    const refusal = prepareItem(item, object, made);
    if (refusal !== undefined) return refusal;
  }
  draft.push(...made);
  return undefined;
}

function prepareItem(item: Draft, object: Json | undefined, made: Draft[]): Refusal | undefined {
  const isGlobal = hasAnchors(item, (key) => anchorOf(key)?.sign === '<');
  const copy = copyOf(item);
  const refused: Refusal[] = [];
  let held = 0;
  for (const one of isList(object) ? object : [undefined]) {
    const refusal = prepare(copy, one);
    if (refusal !== undefined) refused.push(refusal);
    else if (isGlobal) held += 1;
    else if (one !== undefined) nameItem(copy, one, made);
  }
  return held === 0 && refused.includes('rule') ? 'rule' : undefined;
}

/** The item for one of the object's, found again by its name. */
function nameItem(draft: Draft, item: Json, made: Draft[]): void {
  const name = fieldOf(item, 'name');
  if (name === undefined || name === null || name === '' || typeof name === 'object') return;
  const copy = copyOf(draft);
  if (!(copy instanceof Map) || isOnlyConditions(copy)) return;
  copy.set('name', name);
  made.push(copy);
}

function hasAnchors(draft: Draft, test: (key: string) => boolean): boolean {
  if (draft instanceof Map)
    return [...draft].some(([key, value]) => test(key) || hasAnchors(value, test));
  if (Array.isArray(draft)) return draft.some((one) => hasAnchors(one, test));
  return typeof draft === 'string' && isCondition(draft);
}

function removeConditions(draft: Map<string, Draft>): void {
  for (const [key, value] of Array.from(draft))
    if (isRemovable(value, isCondition(key))) draft.delete(key);
}

/** Takes conditions out; true when nothing else was there. */
function isRemovable(draft: Draft, whenScalar: boolean): boolean {
  if (draft instanceof Map) return isOnlyConditions(draft);
  return Array.isArray(draft) ? areOnlyConditions(draft) : whenScalar;
}

function isOnlyConditions(draft: Map<string, Draft>): boolean {
  let isKept = false;
  for (const [key, value] of Array.from(draft))
    if (isCondition(key)) {
      if (isRemovable(value, true)) draft.delete(key);
      else isKept = true;
    }
  if (isKept) stripConditions(draft);
  let isOnly = true;
  for (const [key, value] of Array.from(draft))
    if (isRemovable(value, false)) draft.delete(key);
    else isOnly = false;
  return isOnly;
}

function stripConditions(draft: Map<string, Draft>): void {
  const entries = [...draft];
  draft.clear();
  for (const [key, value] of entries)
    draft.set(isCondition(key) ? (anchorOf(key)?.key ?? key) : key, value);
}

function areOnlyConditions(draft: Draft[]): boolean {
  if (draft.length === 0) return false;
  const kept = draft.filter((one) => !hasAnchors(one, isWorked) && !isRemovable(one, false));
  draft.splice(0, draft.length, ...kept);
  return kept.length === 0;
}
