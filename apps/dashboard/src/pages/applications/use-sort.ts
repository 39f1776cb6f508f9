import { useSearchParams } from 'react-router';
import type { ApplicationOrder, ApplicationOrderField } from '../../api/operations.generated.ts';

const fields = [
  'NAME',
  'CLUSTER',
  'PROJECT',
  'HEALTH',
  'SYNC',
  'STAGE',
  'UPDATED_AT',
] as const satisfies ApplicationOrderField[];

/** The order of the list from the URL's `sort`: `name`, or `-updated_at` for descending. What it does not know is by name. */
export function useSort() {
  const [search, setSearch] = useSearchParams();
  const text = search.get('sort') ?? 'name';
  const descending = text.startsWith('-');
  const by = fields.find((field) => field === text.replace(/^-/, '').toUpperCase()) ?? 'NAME';
  const orderBy: ApplicationOrder = { field: by, direction: descending ? 'DESC' : 'ASC' };
  const toggle = (field: string): void => {
    const next = field === by && !descending ? `-${field.toLowerCase()}` : field.toLowerCase();
    setSearch(
      (before) => {
        before.set('sort', next);
        return before;
      },
      { replace: true },
    );
  };
  return { sort: { by, descending }, orderBy, toggle };
}
