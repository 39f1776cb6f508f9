import { addEvents, listOwnerless, type OwnerlessResources, type Sql } from '@wheelhouse/adapter-postgres';
import { safeUrl } from '@wheelhouse/core-domain';

/** What a source declared that was taken out of the configuration stays as it was: only an order withdraws. */
export function ownerlessMessage({ url, path, names, count }: OwnerlessResources): string {
  const rest = count > names.length ? ` and ${count - names.length} more` : '';
  const what = count === 1 ? 'a resource of it stays' : `${count} resources of it stay`;
  return `the fleet source ${safeUrl(url)}, path ${path}, is not configured any more; ${what} and nobody keeps them applied: ${names.join(', ')}${rest}`;
}

export const ownerlessHint =
  'configure the source again, apply them by hand (`wheelhouse apply`) to keep them, or delete them';

/** One event for each source that has just been taken out and left something. */
export async function sayOwnerless(
  sql: Sql,
  gone: readonly { readonly url: string; readonly path: string }[],
): Promise<void> {
  if (gone.length === 0) return;
  const left = (await listOwnerless(sql)).filter((one) =>
    gone.some(({ url, path }) => url === one.url && path === one.path),
  );
  const message = (one: OwnerlessResources): string => `${ownerlessMessage(one)}; ${ownerlessHint}`;
  await addEvents(
    sql,
    left.map((one) => ({ type: 'Warning', reason: 'FleetSourceRemoved', message: message(one) })),
  );
}
