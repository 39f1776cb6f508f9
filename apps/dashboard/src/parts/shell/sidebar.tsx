import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link, NavLink, useLocation } from 'react-router';
import { FleetDocument, ViewerDocument } from '../../api/operations.generated.ts';
import { signOut } from '../../api/signin-path.ts';
import { useConnection, useLiveQuery } from '../../api/use-live.ts';
import { Button } from '../button.tsx';
import { Mark } from '../mark.tsx';
import { nextTheme, onTheme, setTheme, storedTheme } from '../theme.ts';
import { places } from './places.ts';
import { Wheel } from './wheel.tsx';

interface Props {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

export function Sidebar({ openPalette, openHelp }: Props) {
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  useEffect(() => setOpen(false), [pathname]);
  return (
    <header className="side" data-open={open || undefined}>
      <div className="side-top">
        <Link to="/" className="brand">
          <Wheel /> Wheelhouse
        </Link>
        <Button className="side-menu" aria-expanded={open} onPress={() => setOpen(!open)}>
          Menu
        </Button>
      </div>
      <Button className="find" onPress={openPalette} aria-keyshortcuts="Meta+K Control+K">
        <span>Find anything</span> <kbd>⌘K</kbd>
      </Button>
      <nav className="side-nav" aria-label="Pages">
        <ul>
          {places.map((place) => (
            <li key={place.path}>
              <NavLink to={place.path} end={place.path === '/'}>
                {place.name}
                {place.path === '/problems' && <ProblemCount />}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="side-foot">
        <Hearing />
        <ThemeButton />
        <Button kind="link" onPress={openHelp} aria-keyshortcuts="?">
          Keys <kbd>?</kbd>
        </Button>
        <Viewer />
      </div>
    </header>
  );
}

function ProblemCount() {
  const { data } = useLiveQuery(FleetDocument, {});
  const counts = data?.fleet.counts;
  const count = counts ? counts.failing + counts.degraded : 0;
  return count > 0 ? (
    <span className="nav-count tone-failed" aria-label={`${count} targets fail or are degraded`}>
      {count}
    </span>
  ) : null;
}

function Hearing() {
  const { status } = useConnection();
  const [tone, words] = (
    { open: ['done', 'live'], connecting: ['moving', 'connecting'], lost: ['unknown', 'not connected'] } as const
  )[status];
  return (
    <span className={`hearing tone-${tone}`}>
      <Mark tone={tone} size={10} /> {words}
    </span>
  );
}

function ThemeButton() {
  const theme = useSyncExternalStore(onTheme, storedTheme);
  return (
    <Button kind="link" onPress={() => setTheme(nextTheme())}>
      Theme: {theme}
    </Button>
  );
}

function Viewer() {
  const { data } = useLiveQuery(ViewerDocument, {});
  return (
    <Button kind="link" onPress={signOut}>
      Sign out{data && <span className="quiet"> {data.viewer.name}</span>}
    </Button>
  );
}
