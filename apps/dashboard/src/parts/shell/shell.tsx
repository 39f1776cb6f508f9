import { useState } from 'react';
import { RouterProvider } from 'react-aria-components';
import { Outlet, useHref, useNavigate } from 'react-router';
import { FleetDocument, PulseDocument } from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { Announcer } from '../announcer.tsx';
import { DisconnectedBar } from './disconnected-bar.tsx';
import { KeysHelp } from './keys-help.tsx';
import { Palette } from './palette.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** What is around every page: navigation, the palette, the keys, the one line that says when the hub is lost. */
export function Shell() {
  const navigate = useNavigate();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useShortcuts({ openPalette: () => setPalette(true), openHelp: () => setHelp(true), navigate });
  // The fleet's sentence and counts follow every change, here once for all pages.
  const { refetch } = useLiveQuery(FleetDocument, {});
  const follow = useThrottled(refetch, 1000);
  useHeard(PulseDocument, {}, follow);
  return (
    <RouterProvider navigate={(to) => void navigate(to)} useHref={useHref}>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="shell">
        <Sidebar openPalette={() => setPalette(true)} openHelp={() => setHelp(true)} />
        <div className="shell-main">
          <DisconnectedBar />
          <main id="main" tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <Announcer />
      <Palette isOpen={palette} onClose={() => setPalette(false)} openHelp={() => setHelp(true)} />
      <KeysHelp isOpen={help} onClose={() => setHelp(false)} />
    </RouterProvider>
  );
}
