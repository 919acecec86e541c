import { segmentOfRelease } from '#model/os.ts';

/** Support channels that are maintained apart from the main one, as CPE product names end with them. */
const channels = /^(?:rhel|enterprise_linux)_(eus|e4s|aus|tus|els)$/;

/**
 * The segment of a Red Hat product, from the tail of its CPE (`enterprise_linux:9::baseos`, `rhel_eus:9.4::appstream`).
 * Repositories of one release share a segment, extended-support branches have segments of their own (`rhel-9.4-eus`).
 * `undefined` for layered products, whose packages no system of ours can be told to have.
 */
export function redHatSegment(tail: string): string | undefined {
  const [product = '', version = ''] = tail.split(':');
  if (product === 'enterprise_linux') return segmentOfRelease('rhel', version);
  const channel = channels.exec(product)?.[1];
  return channel !== undefined && /^\d{1,2}(?:\.\d{1,2})?$/.test(version)
    ? `rhel-${version}-${channel}`
    : undefined;
}
