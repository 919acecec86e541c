import type { Violation } from '#contract/check.ts';
import { fieldOf } from '#kube/json.ts';
import type { Container } from '#kube/pods.ts';
import type { Json } from '#model/json-value.ts';
import { type DeclaredPort, portsOf } from './probes.ts';
import { called, inContainer } from './violation.ts';

/** Numbers and names of ports that the API server refuses. */
export function* portFaults(container: Container): Generator<Violation> {
  const names = new Set<string>();
  for (const port of portsOf(container)) {
    yield* numberFaults(container, port);
    const { name, steps } = port;
    const fault = nameFault(name, names);
    names.add(name);
    if (fault === undefined) continue;
    const text = `${called(container)} has the port name ${JSON.stringify(name.slice(0, 100))}`;
    yield inContainer(container, [...steps, 'name'], `${text}, ${fault}`, { detail: name });
  }
}

function* numberFaults(container: Container, { body, steps }: DeclaredPort): Generator<Violation> {
  for (const field of ['containerPort', 'hostPort']) {
    const number = fieldOf(body, field) ?? null;
    if (number === null || (field === 'hostPort' && number === 0) || isPort(number)) continue;
    const shown = JSON.stringify(number).slice(0, 100);
    const message = `${called(container)} has the ${field} ${shown}`;
    yield inContainer(container, [...steps, field], message, { detail: `${field} ${shown}` });
  }
}

function nameFault(name: string, others: ReadonlySet<string>): string | undefined {
  if (name === '') return undefined;
  if (!isPortName(name)) return 'which is none';
  return others.has(name) ? 'which is taken' : undefined;
}

function isPort(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
}

/** Names of services (RFC 6335, section 5.1). */
function isPortName(name: string): boolean {
  return name.length <= 15 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) && /[a-z]/.test(name);
}
