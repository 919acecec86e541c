import type { Platform } from '#contract/platform.ts';

/** What the operations of people, audit and settings stand on. */
export type AccountParts = Pick<Platform, 'database' | 'audit' | 'scope'>;
