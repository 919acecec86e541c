import { errnoName } from '#event/errno.ts';
import type { EventArgument, RuntimeEvent } from '#model/runtime-event.ts';
import type { FieldValue } from '../value.ts';
import { type ArgumentText, makeArgumentText, rawArgument } from './argument.ts';
import { categoryOf, readsFrom, waits, writesTo } from './event-category.ts';
import { isInEventTable, isSystemCall, parametersOf } from './event-parameters.ts';
import {
  absent,
  type FieldMaker,
  type FieldMakers,
  indexOf,
  ofEvent,
  withArgument,
} from './maker.ts';

/** Fields of system calls: what they were asked and what they answered. */
export const callFields: FieldMakers = {
  'evt.type': ofEvent((event) => event.type, 'e.type'),
  'syscall.type': ofEvent((event) => (isSystemCall(event.type) ? event.type : undefined)),
  'evt.type.is': withArgument((type) => (event) => (event.type === type ? 1 : 0)),
  'evt.dir': ofEvent((event) => event.direction, 'e.direction'),
  'evt.category': ofEvent(categoryOf),
  'evt.cpu': ofEvent((event) => event.cpu, 'e.cpu'),
  'evt.args': ofEvent(argumentsText),
  'evt.info': ofEvent(argumentsText),
  'evt.arg': argumentField,
  'evt.rawarg': withArgument((name) => (event) => rawValue(rawArgument(event, name))),
  'evt.buffer': ofEvent((event) => textOf(event.args['data'])),
  'evt.res': ofEvent(resultText),
  'evt.rawres': ofEvent((event) => event.result, 'e.result'),
  'evt.failed': ofEvent((event) => hasFailed(event)),
  'evt.is_io': ofEvent((event) => readsFrom(event.type) || writesTo(event.type)),
  'evt.is_io_read': ofEvent((event) => readsFrom(event.type)),
  'evt.is_io_write': ofEvent((event) => writesTo(event.type)),
  'evt.io_dir': ofEvent(directionOfData),
  'evt.is_wait': ofEvent((event) => waits(event.type)),
  'evt.is_syslog': ofEvent(isSyslog),
  'evt.latency': ofEvent(() => 0),
  'evt.latency.s': ofEvent(() => 0),
  'evt.latency.ns': ofEvent(() => 0),
  'evt.latency.quantized': ofEvent(() => 0),
  'evt.latency.human': ofEvent(() => '0ns'),
  'evt.wait_latency': absent(),
  'evt.marks': ofEvent((event) => event.marks),
  'evt.compat': ofEvent((event) => event.marks?.includes('compat') ?? false),
  'dns.name': ofType('dns', 'name'),
  'dns.type': ofType('dns', 'type'),
  'dns.answers': ofType('dns', 'answers'),
  'tls.sni': ofType('tls', 'name'),
  'http.host': ofType('http', 'host'),
  'uring.op': ofType('io_uring_submit', 'op'),
};

/** By index (`evt.arg[0]`) or by name (`evt.arg.flags`). What is not known of a type is prepared at its first event. */
function argumentField(argument: string | undefined): ReturnType<FieldMaker> {
  const texts = new Map<string, (event: RuntimeEvent) => ArgumentText | undefined>();
  return {
    read: (event) => {
      if (event.source !== 'syscall') return undefined;
      let read = texts.get(event.type);
      if (read === undefined) {
        read = textReader(event.type, argument ?? '');
        if (texts.size < 1024) texts.set(event.type, read);
      }
      const text = read(event);
      return text === undefined || text.meaning === '' ? text?.plain : text.meaning;
    },
  };
}

function textReader(
  type: string,
  argument: string,
): (event: RuntimeEvent) => ArgumentText | undefined {
  const parameters = parametersOf(type);
  const index = indexOf(argument);
  const parameter =
    index === undefined ? parameters.find((one) => one.name === argument) : parameters[index];
  if (parameter !== undefined) return makeArgumentText(type, parameter);
  if (isInEventTable(type)) return () => undefined;
  return makeArgumentText(type, {
    name: argument,
    kind: 's',
    flags: undefined,
    directory: undefined,
  });
}

/** `res=0 path=/tmp/x(…)`: every argument in the order of the table. */
function argumentsText(event: RuntimeEvent): string {
  const texts = parametersOf(event.type).map((parameter) => {
    const text = makeArgumentText(event.type, parameter)(event);
    if (text === undefined) return `${parameter.name}=<NA>`;
    return `${parameter.name}=${text.plain}${text.meaning === '' ? '' : `(${text.meaning})`}`;
  });
  return texts.join(' ');
}

function rawValue(value: EventArgument | undefined): FieldValue | undefined {
  return typeof value === 'object' ? value.join('\0') : value;
}

function textOf(value: EventArgument | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function ofType(type: string, argument: string): FieldMaker {
  return ofEvent((event) => (event.type === type ? event.args[argument] : undefined));
}

function resultText(event: RuntimeEvent): string | undefined {
  if (event.result === undefined) return undefined;
  return event.result >= 0 ? 'SUCCESS' : (errnoName(event.result) ?? String(event.result));
}

function hasFailed(event: RuntimeEvent): boolean {
  return event.result !== undefined && event.result < 0;
}

function directionOfData(event: RuntimeEvent): string | undefined {
  if (writesTo(event.type)) return 'write';
  return readsFrom(event.type) ? 'read' : undefined;
}

function isSyslog(event: RuntimeEvent): boolean {
  return writesTo(event.type) && event.fd?.name.includes('/dev/log') === true;
}
