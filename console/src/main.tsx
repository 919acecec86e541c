import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem.ts';
import { Toasts } from './parts/toasts.tsx';
import { router } from './router.tsx';
import { applyLook, storedLook } from './shell/look.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/search.css';
import './styles/parts/controls.css';
import './styles/parts/words.css';
import './styles/parts/filter.css';
import './styles/parts/grid.css';
import './styles/parts/panel.css';
import './styles/parts/dialog.css';
import './styles/parts/states.css';
import './styles/parts/charts.css';
import './styles/parts/timeline.css';

applyLook(storedLook());

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (failures, problem) =>
        !(problem instanceof ApiProblem && problem.status > 0) && failures < 2,
    },
  },
});

const place = document.querySelector('#root');
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>,
  );
