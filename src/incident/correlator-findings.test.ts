import { expect, test } from 'vitest';
import { Correlator } from './correlator.ts';
import { container, counter, detection, process } from './testing.ts';

const file = {
  device: 1,
  inode: 1,
  changed: 0,
  modified: 0,
  upperLayer: true,
  overlay: true,
  memory: false,
  temporary: false,
  deleted: false,
  writable: false,
  setUid: false,
};
const shell = process(container('shop/web'), { pid: 200, name: 'sh' });
const dropped = process(container('shop/web'), {
  pid: 201,
  exePath: '/tmp/x',
  parent: shell,
  file,
});
const severe = { severity: 'critical', priority: 'critical', process: dropped } as const;

const origin = { kind: 'image', purl: 'pkg:deb/debian/openssl@3.0.2' } as const;
const vulnerable = {
  rule: 'CVE-1',
  severity: 'high',
  component: 'openssl 3.0.2',
  title: 'openssl',
} as const;
const findings = {
  find: (_image: unknown, { origin: of }: { readonly origin?: { readonly purl?: string } }) => [
    of?.purl === origin.purl
      ? { ...vulnerable, why: 'the process runs from it', running: true }
      : { ...vulnerable, why: 'exploited in the wild' },
  ],
};

test.for([
  [
    'the same detection, completed',
    (room: Correlator, known: Parameters<Correlator['add']>[0]) => room.complete(known),
  ],
  [
    'a repeat of it',
    (room: Correlator, known: Parameters<Correlator['add']>[0]) =>
      room.add({ ...known, id: 'again', time: 5 }),
  ],
] as const)(
  '%s tells from which vulnerable package the process ran, and nothing takes that back',
  ([, tell]) => {
    const room = new Correlator({ newId: counter(), findings });
    const first = detection({ ...severe, time: 0, rule: 'Drop and execute' });
    const { id = '' } = room.add(first);

    tell(room, { ...first, process: { ...dropped, file: { ...file, origin } } });
    room.add(detection({ ...severe, time: 10, rule: 'Another rule', process: shell }));

    const incident = room.incident(id);
    expect(incident?.findings).toEqual([
      { ...vulnerable, why: 'the process runs from it', running: true },
    ]);
    expect(incident?.detections[0]?.process?.file?.origin).toEqual(origin);
  },
);
