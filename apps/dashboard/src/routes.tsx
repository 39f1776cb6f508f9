import type { RouteObject } from 'react-router';
import { ApplicationPage } from './pages/application/application-page.tsx';
import { ApplicationsPage } from './pages/applications/applications-page.tsx';
import { ClusterPage } from './pages/clusters/cluster-page.tsx';
import { ClustersPage } from './pages/clusters/clusters-page.tsx';
import { EventsPage } from './pages/events/events-page.tsx';
import { FleetPage } from './pages/fleet/fleet-page.tsx';
import { Broken, NotFound } from './pages/not-found.tsx';
import { PreviewPage } from './pages/preview/preview-page.tsx';
import { ProblemsPage } from './pages/problems/problems-page.tsx';
import { ProjectsPage } from './pages/projects/projects-page.tsx';
import { SetPage } from './pages/sets/set-page.tsx';
import { SetsPage } from './pages/sets/sets-page.tsx';
import { EditorPage } from './pages/windows/editor/editor-page.tsx';
import { WindowsPage } from './pages/windows/windows-page.tsx';
import { Shell } from './parts/shell/shell.tsx';

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    children: [
      {
        errorElement: <Broken />,
        children: [
          { index: true, element: <FleetPage /> },
          { path: 'problems', element: <ProblemsPage /> },
          { path: 'applications', element: <ApplicationsPage /> },
          { path: 'applications/:project/:namespace/:name', element: <ApplicationPage /> },
          { path: 'sets', element: <SetsPage /> },
          { path: 'sets/preview', element: <PreviewPage /> },
          { path: 'sets/:namespace/:name', element: <SetPage /> },
          { path: 'clusters', element: <ClustersPage /> },
          { path: 'clusters/:name', element: <ClusterPage /> },
          { path: 'windows', element: <WindowsPage /> },
          { path: 'windows/editor', element: <EditorPage /> },
          { path: 'projects', element: <ProjectsPage /> },
          { path: 'events', element: <EventsPage /> },
          { path: '*', element: <NotFound what="page" /> },
        ],
      },
    ],
  },
];
