import { type ReactNode, useState } from 'react';
import { call } from '../api/call.ts';
import { useSession } from '../api/hooks.ts';
import { liveFeed, useLiveState } from '../api/live.ts';
import { sessionStore } from '../api/session.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { tell } from '../parts/toasts.tsx';
import { useGo } from '../parts/view.ts';
import { keepLook, storedLook } from './look.ts';
import { Brand } from './rail.tsx';
import { GlobalSearch } from './search.tsx';

/** The bar at the top: search, whether changes come in, look, help, who is signed in. */
export function TopBar(props: { readonly onHelp: () => void }): ReactNode {
  return (
    <header className="top">
      <Brand className="brand top-brand" />
      <GlobalSearch />
      <span className="grow wide-only" />
      <LiveMark />
      <LookMenu />
      <Button
        kind="plain"
        icon="help"
        label="Help and keys"
        className="wide-only"
        onPress={props.onHelp}
      />
      <UserMenu onHelp={props.onHelp} />
    </header>
  );
}

function LiveMark(): ReactNode {
  const state = useLiveState();
  const words = { live: 'Live', waiting: 'Reconnecting', off: 'Not live' } as const;
  return (
    <span className="live" data-state={state} role="status" aria-label={`Changes: ${words[state]}`}>
      <Icon name="live" />
      <span>{words[state]}</span>
    </span>
  );
}

function LookMenu(): ReactNode {
  const [look, setLook] = useState(storedLook);
  function mark(isOn: boolean): ReactNode {
    return isOn ? <Icon name="check" size={14} /> : <span className="no-mark" />;
  }
  const choices = [
    ['system', 'Theme of the system', look.theme === 'system'],
    ['light', 'Light', look.theme === 'light'],
    ['dark', 'Dark', look.theme === 'dark'],
    ['contrast', 'High contrast', look.theme === 'contrast'],
    ['compact', 'Compact rows', look.density === 'compact'],
    ['utc', 'Times in UTC', look.zone === 'utc'],
  ] as const;
  return (
    <Menu
      label="Look"
      icon="look"
      choices={choices.map(
        ([id, word, isOn]) =>
          [
            id,
            <>
              {mark(isOn)} {word}
            </>,
          ] as const,
      )}
      onChoose={(id) => {
        const next = changedLook(look, id);
        keepLook(next);
        setLook(next);
      }}
    />
  );
}

function changedLook(
  look: ReturnType<typeof storedLook>,
  choice: string,
): ReturnType<typeof storedLook> {
  switch (choice) {
    case 'compact':
      return { ...look, density: look.density === 'compact' ? 'comfortable' : 'compact' };
    case 'utc':
      return { ...look, zone: look.zone === 'utc' ? 'local' : 'utc' };
    case 'light':
    case 'dark':
    case 'contrast':
      return { ...look, theme: choice };
    default:
      return { ...look, theme: 'system' };
  }
}

function UserMenu(props: { readonly onHelp: () => void }): ReactNode {
  const session = useSession();
  const go = useGo();
  async function signOut(): Promise<void> {
    try {
      await call('signOut');
    } catch {
      tell('The server could not be told; this browser forgets you anyway.', 'problem');
    }
    liveFeed.stop();
    sessionStore.set(undefined);
    go('/sign-in');
  }
  const roles = session?.grants.map((grant) => grant.role).join(', ') ?? '';
  return (
    <Menu
      label={`Signed in as ${session?.user.name ?? 'nobody'}`}
      icon="user"
      choices={[
        [
          'account',
          <span className="two" key="who">
            <bdi className="strong">{session?.user.name}</bdi>{' '}
            <span className="quiet small">{roles}</span>
          </span>,
        ],
        ['help', 'Help and keys'],
        ['sign-out', 'Sign out'],
      ]}
      onChoose={(id) => {
        if (id === 'account') go('/settings');
        else if (id === 'help') props.onHelp();
        else void signOut();
      }}
    />
  );
}
