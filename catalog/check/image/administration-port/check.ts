import type { Violation } from '#contract/check.ts';
import type { ImageSubject } from '#hardening/subject.ts';

const services: ReadonlyMap<number, string> = new Map([
  [22, 'SSH'],
  [23, 'telnet'],
  [111, 'portmapper'],
  [135, 'RPC'],
  [445, 'SMB'],
  [2375, 'the Docker engine without TLS'],
  [2376, 'the Docker engine'],
  [2379, 'etcd'],
  [3389, 'remote desktop'],
  [5005, 'the Java debugger'],
  [5900, 'VNC'],
  [5985, 'WinRM'],
  [9229, 'the Node.js inspector'],
  [10250, 'the kubelet'],
]);

/** Ports by their well-known numbers. */
export function* evaluate({ ports }: ImageSubject): Iterable<Violation> {
  for (const { port, text } of ports) {
    const service = services.get(port);
    if (service !== undefined)
      yield {
        message: `the image exposes ${text}: ${service}`,
        subject: text,
        place: { path: `config.ExposedPorts[${JSON.stringify(text)}]` },
      };
  }
}
