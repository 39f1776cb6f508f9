import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends all children when this process dies in a way that leaves it no time to do so itself. The guard reads a pipe
 * whose other end only this process holds; when the pipe closes it signals the process group of every pid file, and
 * kills what is left three seconds later.
 */
const SCRIPT = `
trap '' INT TERM HUP
while read -r _; do :; done
signal() {
  for file in "$1"/*.pid; do
    [ -f "$file" ] || continue
    read -r pid signal < "$file" || continue
    kill -"\${2:-$signal}" "-$pid" 2>/dev/null
  done
}
ls "$1"/*.pid >/dev/null 2>&1 || exit 0
signal "$1"
count=0
while [ $count -lt 30 ]; do
  alive=
  for file in "$1"/*.pid; do
    [ -f "$file" ] || continue
    read -r pid rest < "$file" && kill -0 "$pid" 2>/dev/null && alive=1
  done
  [ -n "$alive" ] || break
  sleep 0.1
  count=$((count + 1))
done
signal "$1" KILL
sleep 0.1
for file in "$1"/*.pid; do
  [ -f "$file" ] || continue
  read -r pid rest < "$file" && kill -0 "$pid" 2>/dev/null || rm -f "$file"
done
`;

export function startGuard(pidFolder: string): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'wheelhouse-guard', pidFolder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => {}); // Without a shell the next start still finds the pid files.
  guard.unref();
  (guard.stdin as unknown as { unref(): void } | null)?.unref();
  return guard;
}
