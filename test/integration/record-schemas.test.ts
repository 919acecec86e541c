import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ecsFieldsOf, keptEcsFields } from '../support/schema/ecs-schema.ts';
import { compileOcsf } from '../support/schema/ocsf-facts.ts';
import { ocsfClasses, ocsfObjects } from '../support/schema/ocsf-kept.ts';
import { keptFacts } from '../support/schema/ocsf-schema.ts';

/** Checkouts of ocsf/ocsf-schema (tag 1.8.0) and elastic/ecs (tag v9.4.0), where somebody has them. */
const ocsf = process.env['OCSF_SCHEMA'];
const ecs = process.env['ECS_SCHEMA'];

test.skipIf(ocsf === undefined)('the kept facts of OCSF are those of the official schema', () => {
  expect(keptFacts()).toEqual(compileOcsf(ocsf ?? '', ocsfClasses, ocsfObjects));
});

test.skipIf(ecs === undefined)('the kept fields of ECS are those of the official schema', () => {
  const flat: unknown = parse(readFileSync(join(ecs ?? '', 'generated/ecs/ecs_flat.yml'), 'utf8'));
  expect(keptEcsFields()).toEqual(ecsFieldsOf(flat));
});
