import type { ComponentType, ReactNode } from 'react';
import type { Permission } from '#wire/permission.ts';
import { useSession } from '../../api/hooks.ts';
import { may } from '../../api/session.ts';
import { PageHead } from '../../parts/page.tsx';
import { type Tab, Tabs, useTab } from '../../parts/tabs.tsx';
import { About } from './about.tsx';
import { Account } from './account.tsx';
import { AuditLog } from './audit-log.tsx';
import { Destinations } from './destinations.tsx';
import { Registries } from './registries.tsx';
import { SettingList } from './setting-list.tsx';
import { Tokens } from './tokens.tsx';
import { Users } from './users.tsx';

type Part = readonly [id: string, word: string, needs: Permission, part: ComponentType];

const own: Part = ['account', 'Your account', 'self', Account];
const others: readonly Part[] = [
  ['users', 'Users', 'user.read', Users],
  ['tokens', 'API tokens', 'user.read', Tokens],
  ['destinations', 'Destinations', 'destination.read', Destinations],
  ['registries', 'Registries', 'asset.read', Registries],
  ['settings', 'Settings', 'settings.read', SettingList],
  ['audit', 'Audit log', 'audit.read', AuditLog],
  ['about', 'About', 'self', About],
];

/** Everything that is set up rather than looked at, as far as one may. */
export function Page(): ReactNode {
  const session = useSession();
  const shown = others.filter(([, , needs]) => may(session, needs) || needs === 'self');
  const tabs = [tabOf(own), ...shown.map(tabOf)] as const;
  const tab = useTab(tabs);
  const Shown = shown.find(([id]) => id === tab)?.[3] ?? Account;
  return (
    <div className="page">
      <PageHead title="Settings" />
      <Tabs label="Settings" tabs={tabs} path="/settings" />
      <Shown />
    </div>
  );
}

function tabOf([id, word]: Part): Tab {
  return [id, word];
}
