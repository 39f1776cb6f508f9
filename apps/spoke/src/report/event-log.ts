import type { SpokeEvent } from '@wheelhouse/contract';
import type { StatusSubjects } from '@wheelhouse/adapter-nats';

/** What waits while the hub is away; older events give way. */
const MOST = 200;

/** Records are large: older events go without theirs. */
const MOST_RECORDS = 20;

/** History for people: sent when it can be, in order, and nothing depends on it. */
export class EventLog {
  readonly #subjects: () => StatusSubjects | undefined;
  #waiting: SpokeEvent[] = [];
  #sending = false;

  constructor(subjects: () => StatusSubjects | undefined) {
    this.#subjects = subjects;
  }

  add(event: SpokeEvent): void {
    this.#waiting = withFewRecords([...this.#waiting, event].slice(-MOST));
    void this.send();
  }

  /** Ends at the first that cannot be stored; the next event or connection tries again. */
  async send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let event = this.#waiting[0]; event; event = this.#waiting[0]) {
      if (!(await this.#subjects()?.publishEvent(event))) break;
      if (this.#waiting[0] === event) this.#waiting.shift();
    }
    this.#sending = false;
  }
}

function withFewRecords(events: SpokeEvent[]): SpokeEvent[] {
  let records = 0;
  return events
    .reverse()
    .map((event) => {
      if (!event.record || ++records <= MOST_RECORDS) return event;
      const { record: _, ...rest } = event;
      return rest;
    })
    .reverse();
}
