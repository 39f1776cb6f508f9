import { TimelineMemory } from './timeline-memory.ts';

describe('remembered timelines', () => {
  it('are made once', () => {
    const memory = new TimelineMemory();
    let made = 0;
    const make = () => (made++, []);
    expect(memory.get('a', make)).toBe(memory.get('a', make));
    expect(made).toBe(1);
  });

  it('are few', () => {
    const memory = new TimelineMemory();
    let made = 0;
    for (let index = 0; index < 201; index++) memory.get(String(index), () => []);
    memory.get('200', () => (made++, []));
    expect(made).toBe(0);
    memory.get('0', () => (made++, []));
    expect(made).toBe(1);
  });
});
