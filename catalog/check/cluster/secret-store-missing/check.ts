import { missing } from '#posture/relation/missing.ts';

export const evaluate = missing('external-secrets.io', 'SecretStore');
