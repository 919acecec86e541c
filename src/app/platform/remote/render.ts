import { renderRemote } from '#output/remote-table.ts';
import type { RemoteAnswer } from './request.ts';

/** An answer for people or as it came. */
export function renderAnswer(
  { mediaType, bytes }: RemoteAnswer,
  format: 'table' | 'json',
  columns: number,
): Iterable<string> {
  const text = new TextDecoder().decode(bytes);
  if (!mediaType.includes('json')) return [text];
  const value: unknown = JSON.parse(text);
  if (format === 'json') return [`${JSON.stringify(value, undefined, 2)}\n`];
  return renderRemote(value, columns);
}
