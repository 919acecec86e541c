/** What a route asks of its caller. `self` is anybody who is signed in; `public` is everybody. */
export const permissions = [
  'public',
  'self',
  'asset.read',
  'asset.scan',
  'finding.read',
  'finding.decide',
  'exception.request',
  'exception.approve',
  'runtime.read',
  'incident.write',
  'response.contain',
  'response.disrupt',
  'policy.read',
  'policy.write',
  'report.read',
  'report.write',
  'destination.read',
  'destination.write',
  'settings.read',
  'settings.write',
  'user.read',
  'user.write',
  'audit.read',
  'ingest.write',
] as const;
export type Permission = (typeof permissions)[number];

/** Built-in roles, least first. `agent` and `ingest` are for programs. */
export const roles = [
  'viewer',
  'analyst',
  'responder',
  'policy-author',
  'exception-approver',
  'auditor',
  'administrator',
  'agent',
  'ingest',
] as const;
export type Role = (typeof roles)[number];

const reading: readonly Permission[] = [
  'asset.read',
  'finding.read',
  'runtime.read',
  'policy.read',
  'report.read',
];
const analysing: readonly Permission[] = [
  ...reading,
  'asset.scan',
  'finding.decide',
  'exception.request',
  'incident.write',
  'report.write',
];

/** What each role may do in its scope. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: reading,
  analyst: analysing,
  responder: [...analysing, 'response.contain', 'response.disrupt'],
  'policy-author': [...reading, 'policy.write', 'asset.scan', 'report.write'],
  'exception-approver': [...reading, 'exception.request', 'exception.approve'],
  auditor: [...reading, 'audit.read', 'destination.read', 'settings.read', 'user.read'],
  administrator: permissions.filter((one) => one !== 'ingest.write'),
  agent: ['ingest.write'],
  ingest: ['ingest.write'],
};

/**
 * Permissions about the installation as a whole: a grant that is bound to a place does not give them. Everything else is
 * enforced for the places of the grant, inside every query.
 */
export const unscopedPermissions: ReadonlySet<Permission> = new Set<Permission>([
  'destination.read',
  'destination.write',
  'settings.read',
  'settings.write',
  'user.read',
  'user.write',
  'audit.read',
  'policy.write',
]);
