import { expect, test } from 'vitest';
import { withoutCredentials } from './shown-value.ts';

test.for([
  ['postgres://db/caisson', 'postgres://db/caisson'],
  ['postgres://caisson@db/caisson', 'postgres://caisson@db/caisson'],
  ['postgres://caisson:hush@db/caisson', 'postgres://caisson:…@db/caisson'],
  ['postgres://caisson:hu/s@h@db/caisson', 'postgres://caisson:…@db/caisson'],
  ['postgres://db/c?user=u&password=hush&x=1', 'postgres://db/c?user=u&password=…&x=1'],
  ['nats://hush@a:4222,b:4222', 'nats://…@a:4222,b:4222'],
  ['nats://u:hush@a:4222,b:4222', 'nats://u:…@a:4222,b:4222'],
  ['smtp://me@a.test:hush@mail.test:587', 'smtp://me@a.test:…@mail.test:587'],
  ['/var/lib/caisson.sqlite', '/var/lib/caisson.sqlite'],
] as const)('%s is shown as %s', ([text, shown]) => {
  expect(withoutCredentials(text)).toBe(shown);
});
