import { fieldOf, objectsOf, textOf } from '#kube/json.ts';
import type { Json } from '#model/json-value.ts';
import type { RuleFacts } from '../rule/rule-facts.ts';

/** Answers of APIs that a test declares (`apiCallResponses`); those that are no success are no answers. */
export function apiCallFacts(body: Json): RuleFacts['apiCall'] {
  const answers = new Map(
    objectsOf(fieldOf(body, 'apiCallResponses'))
      .filter(([, one]) => isSuccess(fieldOf(fieldOf(one, 'response'), 'statusCode') ?? 200))
      .map(([, one]) => [nameOf(one), fieldOf(fieldOf(one, 'response'), 'body') ?? null] as const),
  );
  return (method, url) => answers.get(`${method} ${url}`) ?? answers.get(` ${url}`);
}

function nameOf(call: Json): string {
  const url = textOf(fieldOf(call, 'url')) ?? textOf(fieldOf(call, 'urlPath')) ?? '';
  return `${(textOf(fieldOf(call, 'method')) ?? '').trim().toUpperCase()} ${url}`;
}

function isSuccess(status: Json): boolean {
  return typeof status === 'number' && (status === 0 || (status >= 200 && status < 300));
}
