import { useSyncExternalStore } from 'react';

const query = '(max-width: 720px)';

/** Whether the page is as narrow as a phone, where grids become lists. */
export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
