import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { pages } from './pages/pages.ts';
import { history } from './parts/history.ts';
import { parseSearch, stringifySearch } from './parts/search-text.ts';
import { NotFound } from './shell/not-found.tsx';
import { RouteProblem } from './shell/route-problem.tsx';
import { Shell } from './shell/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const children = pages.map((page) =>
  createRoute({
    getParentRoute: () => root,
    path: page.path,
    component: lazyRouteComponent(page.load, 'Page'),
  }),
);

/** All pages of the console; each is loaded when it is first shown. Search parameters stay plain text: `?tier=P0&tier=P1`. */
export const router = createRouter({
  history,
  routeTree: root.addChildren(children),
  scrollRestoration: true,
  defaultErrorComponent: RouteProblem,
  defaultPreload: false,
  parseSearch,
  stringifySearch,
});
