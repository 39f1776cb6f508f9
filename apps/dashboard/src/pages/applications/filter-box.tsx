import { useEffect, useEffectEvent, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { useSearchParams } from 'react-router';
import { queryKeys, termsOf } from '../../model/query-text.ts';
import { Button } from '../../parts/button.tsx';
import { Mark } from '../../parts/mark.tsx';
import type { Tone } from '../../model/tone.ts';

const quick: readonly { readonly term: string; readonly tone: Tone }[] = [
  { term: 'is:failing', tone: 'failed' },
  { term: 'health:degraded', tone: 'degraded' },
  { term: 'health:missing', tone: 'failed' },
  { term: 'stage:held', tone: 'held' },
  { term: 'stage:in-flight,settling', tone: 'moving' },
  { term: 'sync:out-of-sync', tone: 'moving' },
];

function useUrlText(text: string): readonly [string, (text: string) => void] {
  const [typed, setTyped] = useState(text);
  const [, setSearch] = useSearchParams();
  const write = useEffectEvent((q: string) => {
    if (q !== text) setSearch((before) => (q ? before.set('q', q) : before.delete('q'), before), { replace: true });
  });
  // The back button, a chip or a link: the URL is what counts.
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    const timer = setTimeout(() => write(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}

/** The filter: what is typed here is the URL and the API's filter. */
export function FilterBox({ text, problems }: { readonly text: string; readonly problems: readonly string[] }) {
  const [typed, setTyped] = useUrlText(text);
  const has = (term: string): boolean => typed.split(/\s+/).includes(term);
  const flip = (term: string): void =>
    setTyped(
      has(term)
        ? typed
            .split(/\s+/)
            .filter((each) => each !== term)
            .join(' ')
        : `${typed} ${term}`.trim(),
    );
  return (
    <div className="filter">
      <SearchField className="filter-field" value={typed} onChange={setTyped}>
        <Label className="hidden">Filter</Label>
        <Input
          data-filter
          placeholder="health:degraded cluster:prod-* name"
          spellCheck={false}
          autoCapitalize="none"
          aria-describedby="filter-says"
        />
        <kbd aria-hidden="true">/</kbd>
      </SearchField>
      <div className="chips" role="group" aria-label="Quick filters">
        {quick.map(({ term, tone }) => (
          <Button key={term} kind="chip" aria-pressed={has(term)} onPress={() => flip(term)}>
            <Mark tone={tone} size={10} /> {term}
          </Button>
        ))}
      </div>
      <p id="filter-says" className={problems.length ? 'filter-says tone-failed' : 'filter-says quiet'} role="status">
        {problems.length > 0
          ? problems.join(' ')
          : termsOf(typed).length === 0 && `Filters: ${queryKeys.map((key) => `${key}:`).join(' ')}`}
      </p>
    </div>
  );
}
