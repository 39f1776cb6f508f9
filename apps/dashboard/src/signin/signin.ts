// The sign-in page: an entry of its own without React, because a browser without a session gets nothing else.
import { safeNext } from './safe-next.ts';

const form = document.querySelector<HTMLFormElement>('#signin')!;
const problem = document.querySelector<HTMLElement>('#problem')!;
const button = form.querySelector('button')!;

const theme = localStorage.getItem('wheelhouse.theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

const says = async (response: Response): Promise<string> => {
  const body = (await response.json().catch(() => undefined)) as { message?: string } | undefined;
  return body?.message ?? `The hub answered ${response.status}. Try again in a moment.`;
};

async function signIn(): Promise<string | undefined> {
  const { username, password } = Object.fromEntries(new FormData(form));
  const response = await fetch('/api/signin', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-wheelhouse': '1' },
    body: JSON.stringify({ username, password }),
  }).catch(() => undefined);
  if (!response) return 'The hub cannot be reached. Is it running?';
  return response.ok ? undefined : says(response);
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  problem.textContent = '';
  const refused = await signIn();
  button.disabled = false;
  if (!refused) return location.replace(safeNext(new URLSearchParams(location.search).get('next'), location.origin));
  problem.textContent = refused;
  form.querySelector<HTMLInputElement>('#password')!.select();
});
