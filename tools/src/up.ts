import { main } from './run/exit.ts';
import { DETACHED, runDetached, type Message } from './up/detach.ts';
import { parseUpOptions } from './up/options.ts';
import { prepareData, runUp, type UpOutlet } from './up/run-up.ts';

const screen: UpOutlet = {
  line: (text) => void process.stderr.write(`${text}\n`),
  healthy: (_info, text) => void process.stderr.write(text),
};

/** In the detached process: to whoever started it as long as it listens, and to the log. */
const parent: UpOutlet = {
  line: (text) => tell({ line: text }, text),
  healthy: (info, text) => tell({ healthy: text }, `healthy: ${info.url}`),
};

function tell(message: Message, logged: string): void {
  process.stdout.write(`${new Date().toISOString()} ${logged}\n`);
  if (process.connected) process.send?.(message, () => {});
}

/** `npm run up`: the whole product on this machine, with a demo in it. */
void main(async () => {
  const args = process.argv.slice(2);
  const options = parseUpOptions(args);
  if (process.env[DETACHED]) {
    return runUp(options, parent).catch((error: Error) => {
      parent.line(error.message);
      throw error;
    });
  }
  await prepareData(options, screen.line);
  return options.detach ? runDetached(options, args) : runUp(options, screen);
});
