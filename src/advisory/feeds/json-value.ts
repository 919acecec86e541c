import { CaissonError } from '#kit/error.ts';
import { isRecord, parseJson } from '#kit/json.ts';
import type { FeedDocument, VendorRecords } from './feed.ts';

/** Longer texts of a document are no names, versions or addresses. */
const maxTextLength = 1024;

/** A document as parsed JSON; `undefined` when it is none. Its bytes are already bounded. */
export function jsonOf(document: FeedDocument): unknown {
  try {
    return parseJson(textOf(document), document.path);
  } catch (error) {
    if (error instanceof CaissonError) return undefined;
    throw error;
  }
}

/** A document as UTF-8 text; invalid bytes become `�`. */
export function textOf({ bytes }: FeedDocument): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** What a document gives that cannot be read. */
export function malformed(subject: string): VendorRecords {
  return { skips: [{ reason: 'malformed', subject: subject.slice(0, 256) }] };
}

/** The list under a key of something parsed; empty when there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const list = isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

/** The object under a key of something parsed. */
export function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const record = isRecord(value) ? value[key] : undefined;
  return isRecord(record) ? record : {};
}

/** The text under a key of something parsed: not empty, at most 1024 characters. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = isRecord(value) ? value[key] : undefined;
  return isShortText(text) ? text : undefined;
}

/** The texts in the list under a key, each not empty and at most 1024 characters. */
export function textsAt(value: unknown, key: string): string[] {
  return listAt(value, key).filter(isShortText);
}

/** Whether `text` is an address that may be shown to a person. */
export function isLink(text: string | undefined): text is string {
  return text !== undefined && text.length <= 512 && /^https?:\/\/[\x21-\x7e]+$/.test(text);
}

function isShortText(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= maxTextLength;
}
