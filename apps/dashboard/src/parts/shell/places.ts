/** Where one can go: the navigation, the palette and the `g` keys all read this. */
export const places = [
  { path: '/', name: 'Fleet', key: 'f' },
  { path: '/problems', name: 'Problems', key: 'p' },
  { path: '/applications', name: 'Applications', key: 'a' },
  { path: '/sets', name: 'Sets', key: 's' },
  { path: '/clusters', name: 'Clusters', key: 'c' },
  { path: '/windows', name: 'Windows', key: 'w' },
  { path: '/projects', name: 'Projects', key: 'r' },
  { path: '/events', name: 'Events', key: 'e' },
] as const;
