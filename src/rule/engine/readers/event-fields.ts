import { bytesOfText } from '#kit/byte-string.ts';
import { type AnyEvent, type Environment, timeOf } from '../value.ts';
import { absent, type FieldMakers, ofAnyEvent } from './maker.ts';
import { calendarTime, clockTime, isoTime } from './time.ts';

/** Fields of events of every source. Times of day are those of UTC. */
export const anyEventFields: FieldMakers = {
  'evt.num': ofAnyEvent((event) => event.number),
  'evt.time': ofAnyEvent((event) => clockTime(event.seconds, event.nanoseconds)),
  'evt.time.s': ofAnyEvent((event) => clockTime(event.seconds)),
  'evt.time.iso8601': ofAnyEvent((event) => isoTime(event.seconds, event.nanoseconds)),
  'evt.datetime': ofAnyEvent((event) => calendarTime(event.seconds, event.nanoseconds)),
  'evt.datetime.s': ofAnyEvent((event) => calendarTime(event.seconds)),
  'evt.outputtime': ofAnyEvent((event) => clockTime(event.seconds, event.nanoseconds)),
  'evt.rawtime': ofAnyEvent(timeOf),
  'evt.rawtime.s': ofAnyEvent((event) => event.seconds),
  'evt.rawtime.ns': nanoseconds((event) => event.nanoseconds),
  'evt.reltime': ofAnyEvent((event, environment) => Number(since(event, environment.first))),
  'evt.reltime.s': ofAnyEvent((event, environment) => whole(since(event, environment.first))),
  'evt.reltime.ns': nanoseconds((event, environment) => below(since(event, environment.first))),
  'evt.deltatime': ofAnyEvent((event, environment) => Number(sinceLast(event, environment))),
  'evt.deltatime.s': ofAnyEvent((event, environment) => whole(sinceLast(event, environment))),
  'evt.deltatime.ns': nanoseconds((event, environment) => below(sinceLast(event, environment))),
  'evt.pluginname': ofAnyEvent((event) => (event.source === 'k8s_audit' ? 'k8saudit' : undefined)),
  'evt.plugininfo': absent(),
  'evt.source': ofAnyEvent((event) => event.source),
  'evt.is_async': ofAnyEvent(() => false),
  'evt.asynctype': absent(),
  'evt.hostname': (_, environment) => {
    const name = environment.hostname === undefined ? undefined : bytesOfText(environment.hostname);
    return { read: () => name };
  },
};

function nanoseconds(
  read: (event: AnyEvent, environment: Environment) => number,
): FieldMakers[string] {
  return (_, environment) => ({
    read: (event) => read(event, environment),
    print: 'nanoseconds',
  });
}

function since(event: AnyEvent, from: bigint | undefined): bigint {
  return from === undefined ? 0n : timeOf(event) - from;
}

function sinceLast(event: AnyEvent, { seconds, nanoseconds: rest }: Environment): bigint {
  return since(event, seconds === undefined ? undefined : timeOf({ seconds, nanoseconds: rest }));
}

function whole(duration: bigint): number {
  return Number(duration / 1_000_000_000n);
}

function below(duration: bigint): number {
  return Number(duration % 1_000_000_000n);
}
