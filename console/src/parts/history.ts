import { createBrowserHistory } from '@tanstack/react-router';

/** The history of the browser, as the router and our own links share it. */
export const history = createBrowserHistory();
