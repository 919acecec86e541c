/** Inputs of actions/create-github-app-token that give rights on an organisation, which no list of repositories limits. */
export const organisationRights: ReadonlySet<string> = new Set(
  [
    'custom-properties-for-organizations',
    'enterprise-custom-properties-for-organizations',
    'members',
    'organization-administration',
    'organization-announcement-banners',
    'organization-copilot-seat-management',
    'organization-custom-org-roles',
    'organization-custom-properties',
    'organization-custom-roles',
    'organization-events',
    'organization-hooks',
    'organization-packages',
    'organization-personal-access-token-requests',
    'organization-personal-access-tokens',
    'organization-plan',
    'organization-projects',
    'organization-secrets',
    'organization-self-hosted-runners',
    'organization-user-blocking',
  ].map((name) => `permission-${name}`),
);
