import { useLocation } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { history } from './history.ts';

/** A link inside the console. `within` marks it as active also on the pages below it. */
export function To(props: {
  readonly href: string;
  readonly className?: string;
  readonly within?: boolean;
  readonly label?: string;
  readonly onPress?: () => void;
  readonly current?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const pathname = useLocation({ select: (location) => location.pathname });
  const isActive = isWithin(pathname, props.href, props.within ?? false);
  function follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || isModified(event)) return;
    event.preventDefault();
    props.onPress?.();
    history.push(props.href);
  }
  const isCurrent = props.current ?? (props.within !== undefined && isActive);
  return (
    <a
      href={props.href}
      className={props.className}
      aria-label={props.label}
      data-status={isActive ? 'active' : undefined}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={follow}
    >
      {props.children}
    </a>
  );
}

/** A link to elsewhere: opens apart, tells nothing of where it came from, and shows the host it leads to. */
export function Outside(props: { readonly href: string }): ReactNode {
  const url = URL.parse(props.href);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return <bdi>{props.href}</bdi>;
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      <bdi>{url.host}</bdi>
      <bdi className="quiet">{shortPath(url)}</bdi>
    </a>
  );
}

function shortPath(url: URL): string {
  const path = `${url.pathname}${url.search}`;
  return path.length > 48 ? `${path.slice(0, 47)}…` : path;
}

function isWithin(pathname: string, href: string, isDeep: boolean): boolean {
  const path = href.split('?')[0] ?? href;
  return pathname === path || (isDeep && path !== '/' && pathname.startsWith(`${path}/`));
}

function isModified(event: MouseEvent): boolean {
  return event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}
