import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

/** Only for images that offer a port: a tool that ends by itself needs no health check. */
export function* evaluate({ image }: ImageSubject): Iterable<Violation> {
  if (image.healthcheck !== undefined && image.healthcheck[0] !== 'NONE') return;
  if (image.exposedPorts.length === 0) return;
  yield { identity: 'healthcheck', place: { path: 'config.Healthcheck' } };
}
