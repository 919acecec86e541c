import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** The shell form without exec. */
export function* evaluate({ image }: ImageSubject): Iterable<Violation> {
  const [shell = '', flag = '', script = ''] = image.entrypoint;
  if (!/\/(?:ba|da|z|a)?sh$/.test(shell) || flag !== '-c' || /^\s*exec\s/.test(script)) return;
  yield {
    message: `${shell} -c is the first process and passes no signals on`,
    identity: 'entrypoint',
    place: { path: 'config.Entrypoint' },
  };
}
