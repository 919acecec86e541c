import type { RuntimeEvent, RuntimeProcess } from '#model/runtime-event.ts';
import type { AnyEvent, Environment, FieldReader, FieldValue, Scalar } from '../value.ts';

/** Makes the reader of a field for one argument. Types stand with the facts of fields, not here. */
export type FieldMaker = (
  argument: string | undefined,
  environment: Environment,
) => Omit<FieldReader, 'type' | 'spread'>;

export type FieldMakers = Readonly<Record<string, FieldMaker>>;

/** A field of system calls without argument. `inline` says the same for generated code. */
export function ofEvent(
  read: (event: RuntimeEvent, environment: Environment) => FieldValue | undefined,
  inline?: FieldReader['inline'],
): FieldMaker {
  return (_, environment) => ({
    read: (event) => (event.source === 'syscall' ? read(event, environment) : undefined),
    ...(inline === undefined ? {} : { inline }),
  });
}

/** A field of events of every source. */
export function ofAnyEvent(
  read: (event: AnyEvent, environment: Environment) => FieldValue | undefined,
): FieldMaker {
  return (_, environment) => ({ read: (event) => read(event, environment) });
}

/** A field of system calls that takes an argument. */
export function withArgument(
  make: (argument: string) => (event: RuntimeEvent) => FieldValue | undefined,
): FieldMaker {
  return (argument) => {
    const read = make(argument ?? '');
    return { read: (event) => (event.source === 'syscall' ? read(event) : undefined) };
  };
}

/** A field of the process of the event. */
export function ofProcess(
  read: (process: RuntimeProcess) => FieldValue | undefined,
  inline?: FieldReader['inline'],
): FieldMaker {
  return ofEvent((event) => read(event.process), inline);
}

/** Fields that no event has any more. */
export function absent(): FieldMaker {
  return () => ({ read: () => undefined, inline: 'undefined' });
}

/** Index of an ancestor, of an argument …; `undefined` when the text is no number. */
export function indexOf(argument: string | undefined): number | undefined {
  return argument !== undefined && /^\d{1,6}$/.test(argument) ? Number(argument) : undefined;
}

/** `how` many steps up; 0 is the process itself. */
export function ancestorOf(process: RuntimeProcess, how: number): RuntimeProcess | undefined {
  let found: RuntimeProcess | undefined = process;
  for (let step = 0; step < how && found !== undefined; step += 1) found = found.parent;
  return found;
}

/** What `read` gives for each ancestor, nearest first, with blanks between. At most 256 of them. */
export function ancestorsText(
  process: RuntimeProcess,
  read: (process: RuntimeProcess) => Scalar | undefined,
): string | undefined {
  const texts: string[] = [];
  for (let each = process.parent; each !== undefined && texts.length < 256; each = each.parent)
    texts.push(String(read(each) ?? ''));
  return texts.length === 0 ? undefined : texts.join(' ');
}
