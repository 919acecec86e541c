import type { Reference, ReferenceKind, SourceString } from '../model.ts';
import { rangeIn } from '../range.ts';
import { gitPinning, imageNameOf } from '../reference.ts';

/** Where a reference stands. */
export interface ReferencePlace {
  readonly comment?: SourceString | undefined;
  readonly job?: SourceString | undefined;
  readonly step?: number | undefined;
}

/** A name without the blanks and line breaks that a block scalar puts around it. */
export function trimmed(text: SourceString | undefined): SourceString | undefined {
  if (text?.node === undefined || text.value.trim() === text.value) return text;
  const start = text.value.length - text.value.trimStart().length;
  const end = text.value.trimEnd().length;
  return {
    ...text,
    value: text.value.trim(),
    range: rangeIn(text.node, start, Math.max(start, end)),
  };
}

/** What `uses` names: an action, a workflow, an image, or something of the same repository. */
export function usesOf(
  text: SourceString,
  kind: Extract<ReferenceKind, 'action' | 'workflow'>,
  place: ReferencePlace,
): Reference {
  const { value } = text;
  if (value.startsWith('docker://'))
    return imageOf({ ...text, value: value.slice('docker://'.length) }, place, text);
  const common = { kind, text, ...placeOf(place) };
  if (value.startsWith('./') || value.startsWith('../') || value.startsWith('$/'))
    return { ...common, origin: 'local', source: value, pinned: 'digest' };
  if (value.includes('${{')) return { ...common, origin: 'dynamic', source: value, pinned: 'none' };
  const at = value.indexOf('@');
  const source = at < 0 ? value : value.slice(0, at);
  const version = at < 0 ? undefined : value.slice(at + 1);
  return {
    ...common,
    origin: 'remote',
    source,
    ...(version !== undefined && { version }),
    pinned: gitPinning(version),
  };
}

/** An image of a job, a service, a step or an action. */
export function imageOf(
  name: SourceString,
  place: ReferencePlace,
  text: SourceString = name,
): Reference {
  const common = { kind: 'image' as const, text, ...placeOf(place) };
  if (name.value.includes('${{'))
    return { ...common, origin: 'dynamic', source: name.value, pinned: 'none' };
  return { ...common, origin: 'remote', ...imageNameOf(name.value) };
}

/** `owner/repo` of a reference, in lower case. */
export function slugOf({ source }: Pick<Reference, 'source'>): string {
  return source.split('/', 2).join('/').toLowerCase();
}

/** Whether a step uses this action: `actions/checkout`, or with path `github/codeql-action/init`; without regard to case. */
export function isAction(reference: Reference | undefined, name: string): boolean {
  return (
    reference?.kind === 'action' &&
    reference.origin === 'remote' &&
    reference.source.toLowerCase() === name.toLowerCase()
  );
}

function placeOf({ comment, job, step }: ReferencePlace) {
  return {
    ...(comment !== undefined && { comment }),
    ...(job !== undefined && { job }),
    ...(step !== undefined && { step }),
  };
}
