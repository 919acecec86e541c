import type { ReactNode } from 'react';
import { useSession } from '../api/hooks.ts';
import { may } from '../api/session.ts';
import { Icon } from '../parts/icon.tsx';
import { To } from '../parts/to.tsx';
import { bottomPlaces, navigation } from './navigation.ts';

/** The mark of Caisson: a chamber that holds under water. */
export function Brand(props: { readonly className: string }): ReactNode {
  return (
    <To href="/" className={props.className} label="Caisson, to the first page">
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
        <path d="M3 6h18v4H3zM5 10h14l-1.5 9h-11z" strokeLinejoin="round" />
        <path d="M10 10v9M14 10v9" />
      </svg>
      <span>Caisson</span>
    </To>
  );
}

/** The rail at the left; on a telephone a drawer. */
export function Rail(props: { readonly isOpen: boolean; readonly onClose: () => void }): ReactNode {
  const session = useSession();
  return (
    <>
      <button
        type="button"
        className="rail-veil"
        data-open={props.isOpen}
        aria-label="Close navigation"
        tabIndex={-1}
        onClick={props.onClose}
      />
      <nav className="rail" aria-label="Main" data-open={props.isOpen}>
        <Brand className="brand" />
        {navigation.map((group) => (
          <div className="rail-group" key={group.title}>
            <h2>{group.title}</h2>
            {group.entries
              .filter((entry) => may(session, entry.needs))
              .map((entry) => (
                <To
                  key={entry.href}
                  href={entry.href}
                  className="rail-link"
                  within
                  onPress={props.onClose}
                >
                  <Icon name={entry.icon} />
                  {entry.title}
                </To>
              ))}
          </div>
        ))}
      </nav>
    </>
  );
}

/** The bar at the bottom of a telephone. */
export function BottomBar(props: { readonly onMore: () => void }): ReactNode {
  const session = useSession();
  const entries = navigation.flatMap((group) => group.entries);
  return (
    <nav className="bottom" aria-label="Most used">
      {entries
        .filter((entry) => bottomPlaces.includes(entry.href) && may(session, entry.needs))
        .map((entry) => (
          <To key={entry.href} href={entry.href} within>
            <Icon name={entry.icon} size={20} />
            {entry.title}
          </To>
        ))}
      <button type="button" onClick={props.onMore}>
        <Icon name="menu" size={20} />
        More
      </button>
    </nav>
  );
}
