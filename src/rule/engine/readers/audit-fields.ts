import type { FieldMakers } from './maker.ts';

export const auditFields: FieldMakers = {};
