import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Directories with the sticky bit are no fault; what the image starts is a grave one. */
export function* evaluate({ files, image }: ImageSubject): Iterable<Violation> {
  const open = files.notable.filter(({ type, mode }) => type !== 'other' && (mode & 0o002) !== 0);
  const [first] = open;
  const started = new Set([image.entrypoint[0], image.command[0]]);
  for (const { path, layer } of open.filter((file) => started.has(file.path)))
    yield {
      message: `everybody may change ${path}, which the image starts`,
      identity: path,
      severity: 'high',
      place: { path, ...(layer !== undefined && { layer }) },
    };
  if (first !== undefined)
    yield {
      message: `everybody may write to ${open.length} files and directories`,
      identity: 'all',
      evidence: open.slice(0, 30).map(({ path, type }) => ({ label: type, text: path })),
      place: { path: first.path, ...(first.layer !== undefined && { layer: first.layer }) },
    };
}
