import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { Provider } from 'urql';
import { client } from './api/client.ts';
import { setTheme, storedTheme } from './parts/theme.ts';
import { routes } from './routes.tsx';
import './styles/index.css';

setTheme(storedTheme());

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <Provider value={client}>
      <RouterProvider router={createBrowserRouter(routes)} />
    </Provider>
  </StrictMode>,
);
