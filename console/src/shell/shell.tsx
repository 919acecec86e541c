import { Outlet, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Guard } from './guard.tsx';
import { Help } from './help.tsx';
import { BottomBar, Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame of all pages: rail, bar, the page itself. Signing in has no frame. */
export function Shell(): ReactNode {
  const pathname = useLocation({ select: (location) => location.pathname });
  if (pathname === '/sign-in' || pathname === '/welcome') return <Outlet />;
  return (
    <Guard>
      <Frame pathname={pathname} />
    </Guard>
  );
}

function Frame(props: { readonly pathname: string }): ReactNode {
  const [isRailOpen, setRailOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  useFocusOnMove(props.pathname, main);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const isTyping =
        event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key === '?' && !isTyping) setHelpOpen(true);
      if (event.key === 'Escape') setRailOpen(false);
    }
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Rail isOpen={isRailOpen} onClose={() => setRailOpen(false)} />
      <TopBar onHelp={() => setHelpOpen(true)} />
      <main className="main" id="main" tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <BottomBar onMore={() => setRailOpen(!isRailOpen)} />
      <Help isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}

/** After a move to another page, the keyboard and the screen reader begin at its top. */
function useFocusOnMove(pathname: string, main: { readonly current: HTMLElement | null }): void {
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname, main]);
}
