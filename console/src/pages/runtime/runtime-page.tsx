import type { ReactNode } from 'react';
import { useMay } from '../../api/hooks.ts';
import { PageHead } from '../../parts/page.tsx';
import { Tabs, useTab } from '../../parts/tabs.tsx';
import { Detections } from './detections.tsx';
import { Events } from './events.tsx';
import { Profiles } from './profiles.tsx';
import { Rules } from './rules.tsx';
import './runtime.css';

/** What happens in containers and on hosts: what rules and profiles noticed, every event, and the rules themselves. */
export function Page(): ReactNode {
  const mayRules = useMay('policy.read');
  const tabs = [
    ['detections', 'Detections'],
    ['events', 'Events'],
    ['profiles', 'Profiles'],
    ...(mayRules ? [['rules', 'Rules'] as const] : []),
  ] as const;
  const tab = useTab(tabs);
  return (
    <div className="page">
      <PageHead
        title="Runtime"
        about="What programs do while they run, as the kernel tells it: what rules and profiles noticed, and everything behind it."
      />
      <Tabs label="Parts of runtime" tabs={tabs} path="/runtime" />
      {tab === 'detections' ? <Detections /> : undefined}
      {tab === 'events' ? <Events /> : undefined}
      {tab === 'profiles' ? <Profiles /> : undefined}
      {tab === 'rules' ? <Rules /> : undefined}
    </div>
  );
}
