import type { ProfileDimension } from '#model/profile.ts';
import { rangesOf } from './address.ts';
import { domainPatterns } from './domain.ts';

/** Children that a pattern may have before it stands for all of them. */
export const defaultChildren = 16;

/** Roots below which every directory matters: they never become one place by themselves. */
const guarded = new Set([
  '',
  '/',
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/lib',
  '/var/run',
  '/etc/cron.d',
  '/root/.ssh',
]);

/**
 * Patterns that may stand for a behaviour, narrowest first. The first one is what its siblings are counted below:
 * directories, programs with any arguments, names below a domain, ranges of addresses.
 */
export function patternsFor(dimension: ProfileDimension, key: string): readonly string[] {
  switch (dimension) {
    case 'exec':
      return execPatterns(key);
    case 'file_write':
      return directoryPatterns(key);
    case 'file_read':
      return readPatterns(key);
    case 'dns':
      return domainPatterns(key);
    case 'egress':
      return egressPatterns(key);
    case 'ingress':
      return ingressPatterns(key);
    default:
      return [];
  }
}

/** Whether a pattern may come to stand for its children without a person's word. */
export function mayCollapse(dimension: ProfileDimension, pattern: string): boolean {
  if (dimension === 'exec') return !pattern.endsWith(' < *');
  if (dimension !== 'file_write') return true;
  return !guarded.has(pattern.slice(0, -2)) && !pattern.startsWith('/etc/');
}

function execPatterns(key: string): readonly string[] {
  const parent = key.indexOf(' < ');
  const args = key.indexOf(': ', parent);
  if (parent === -1) return [];
  const program = key.slice(0, parent);
  const any = `${program} < *`;
  if (args === -1) return key === any ? [] : [any];
  return key.endsWith(': *') ? [any] : [`${key.slice(0, args)}: *`, any];
}

function directoryPatterns(key: string): readonly string[] {
  const path = key.replace(/\/\*{1,2}$/, '');
  const patterns: string[] = [];
  let end = key.endsWith('/**') ? path.length : path.lastIndexOf('/');
  while (end > 0 && patterns.length < 32) {
    patterns.push(`${path.slice(0, end)}/*`);
    end = path.lastIndexOf('/', end - 1);
  }
  return patterns.filter((pattern) => pattern !== key);
}

function readPatterns(key: string): readonly string[] {
  const end = key.lastIndexOf('/');
  return end <= 0 || key.endsWith('/*') ? [] : [`${key.slice(0, end)}/*`];
}

function egressPatterns(key: string): readonly string[] {
  const space = key.indexOf(' ');
  const colon = key.lastIndexOf(':');
  const protocol = key.slice(0, space);
  if (protocol === 'unix' || space === -1 || colon <= space) return [];
  const port = key.slice(colon + 1);
  return peerPatterns(key.slice(space + 1, colon)).map((peer) => `${protocol} ${peer}:${port}`);
}

function ingressPatterns(key: string): readonly string[] {
  const at = key.indexOf(' from ');
  if (at === -1) return [];
  return peerPatterns(key.slice(at + 6)).map((peer) => `${key.slice(0, at)} from ${peer}`);
}

function peerPatterns(peer: string): readonly string[] {
  if (/^[0-9a-f:.]+$/i.test(peer)) return rangesOf(peer);
  const range = /^([0-9a-f:.]+)\/([0-9]+)$/i.exec(peer);
  if (range) {
    const wider = rangesOf(
      (range[1] ?? '').replace(/::$/, ':0:0:0:0:0').split(':').slice(0, 8).join(':'),
    );
    return wider.filter((one) => one !== peer && Number(one.split('/')[1]) < Number(range[2]));
  }
  return peer.includes('.') && !peer.includes('/') ? domainPatterns(peer) : [];
}
