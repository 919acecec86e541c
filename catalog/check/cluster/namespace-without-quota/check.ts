import { withoutAny } from '#posture/relation/namespaces.ts';

export const evaluate = withoutAny('ResourceQuota');
