import type { AccessRule } from '#model/access.ts';
import type { Permission, Risk } from './risk.ts';
import type { HeldRule, Role } from './roles.ts';
import { includesOrAll, resourceMatches, urlMatches } from './rule.ts';

/** Whether a rule gives a right. */
export function ruleGives(rule: AccessRule, permission: Permission): boolean {
  const { verbs, groups, resources, urls, names = [] } = permission;
  if (!verbs.some((verb) => includesOrAll(rule.verbs, verb))) return false;
  if (urls !== undefined)
    return rule.nonResourceUrls.some((pattern) => urls.some((url) => urlMatches(pattern, url)));
  return (
    groups.some((group) => includesOrAll(rule.apiGroups, group)) &&
    resources.some((one) => rule.resources.some((pattern) => matches(pattern, one))) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.some((name) => names.includes(name)))
  );
}

function matches(pattern: string, wanted: string): boolean {
  const [resource = '', subresource] = wanted.split('/');
  return resourceMatches(pattern, resource, subresource);
}

/** Everything on everything. */
export function isAllPowerful({ verbs, apiGroups, resources, resourceNames }: AccessRule): boolean {
  return (
    verbs.includes('*') &&
    apiGroups.includes('*') &&
    resources.includes('*') &&
    resourceNames.length === 0
  );
}

const ordinary = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** All ordinary verbs on everything, written out or as `*`: whoever has them is administrator, at most by one step more. */
export function isNearlyAllPowerful(rule: AccessRule): boolean {
  const hasVerbs = ordinary.every((verb) => includesOrAll(rule.verbs, verb));
  return hasVerbs && isAllPowerful({ ...rule, verbs: ['*'] });
}

/** The rules of a role that give a risky right. */
export function riskyRules({ rules }: Role, { permissions }: Risk): readonly HeldRule[] {
  return rules.filter(({ rule }) => permissions.some((one) => ruleGives(rule, one)));
}

/**
 * Whether a rule says a risky right in so many words. A rule for all resources says nothing of one of them: that it is for all is
 * the fault to report. The main risks are asked of such rules too, as long as something is left out (verbs, groups).
 */
export function namesRisk(rule: AccessRule, { permissions, isMain = false }: Risk): boolean {
  if (!permissions.some((one) => ruleGives(rule, one))) return false;
  const isForAll = rule.resources.includes('*') || rule.nonResourceUrls.includes('*');
  return !isForAll || (isMain && !isNearlyAllPowerful(rule));
}
