/** Tells of steps that run side by side: when each is done, and every few seconds what is still going on. */
export interface Progress {
  /** Runs `work` as a step; `usual` is how many seconds it takes on a warm two-core machine. */
  step<T>(name: string, usual: number, work: (say: (line: string) => void) => Promise<T>): Promise<T>;
  end(): void;
}

const REMIND_MS = 5_000;

export function createProgress(write: (line: string) => void, total: number): Progress {
  const open = new Map<string, { started: number; usual: number }>();
  let done = 0;
  let failed = false;
  const reminder = setInterval(() => {
    const waiting = [...open].map(([name, { started, usual }]) => `${name} (${since(started)}, usually ${usual} s)`);
    if (waiting.length > 0 && !failed) write(`  … ${waiting.join(', ')}; ${total - done} left`);
  }, REMIND_MS);
  reminder.unref();
  return {
    async step(name, usual, work) {
      const started = Date.now();
      open.set(name, { started, usual });
      try {
        const result = await work((line) => write(`  ${name}: ${line}`));
        done += 1;
        write(`✓ [${done}/${total}] ${name} (${since(started)})`);
        return result;
      } catch (error) {
        // What fails after it fails because everything is being stopped.
        if (!failed) write(`✗ ${name} (${since(started)})`);
        failed = true;
        throw error;
      } finally {
        open.delete(name);
      }
    },
    end: () => clearInterval(reminder),
  };
}

function since(started: number): string {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}
