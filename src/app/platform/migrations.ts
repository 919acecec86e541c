import type { Migration } from '#contract/sql.ts';
import { auditMigration } from '#estate/audit/migration.ts';
import { changeMigration } from '#estate/change/migration.ts';
import { coreMigration } from '#estate/core-migration.ts';
import { eventMigration } from '#estate/event/migration.ts';
import { exceptionMigration } from '#estate/exception/migration.ts';
import {
  findingLookupMigration,
  findingMigration,
  findingSweepMigration,
  remedyCostMigration,
} from '#estate/finding/migration.ts';
import { identityMigration } from '#estate/identity/migration.ts';
import { insightMigration } from '#estate/insight/migration.ts';
import { discoveryMigration } from '#estate/job/discovery-migration.ts';
import { jobMigration } from '#estate/job/migration.ts';
import { outboxMigration } from '#estate/outbox/migration.ts';
import { reportMigration } from '#estate/report/migration.ts';
import { runtimeMigration } from '#estate/runtime/migration.ts';
import { settingMigration } from '#estate/setting/migration.ts';
import { viewMigration } from '#estate/view/migration.ts';

/** The whole schema. A step that was released never changes; new ones come behind. */
export const platformMigrations: readonly Migration[] = [
  coreMigration,
  findingMigration,
  findingSweepMigration,
  remedyCostMigration,
  findingLookupMigration,
  exceptionMigration,
  runtimeMigration,
  eventMigration,
  jobMigration,
  discoveryMigration,
  changeMigration,
  outboxMigration,
  identityMigration,
  auditMigration,
  insightMigration,
  reportMigration,
  settingMigration,
  viewMigration,
];
