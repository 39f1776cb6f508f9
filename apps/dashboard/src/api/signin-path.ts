/** The sign-in page, and back to where one is now. It is a page of its own, so this leaves the app. */
export const signinPath = (place: Location): string =>
  `/signin?next=${encodeURIComponent(place.pathname + place.search + place.hash)}`;

export const goToSignin = (): void => location.assign(signinPath(location));

/** Ends the session on the hub; goes to the sign-in page in any case. */
export async function signOut(): Promise<void> {
  await fetch('/api/signout', { method: 'POST', headers: { 'x-wheelhouse': '1' } }).catch(() => undefined);
  location.assign('/signin');
}
