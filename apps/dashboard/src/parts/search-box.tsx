import { useEffect, useEffectEvent, useState } from 'react';
import { Input, Label, SearchField } from 'react-aria-components';
import { useSearchParams } from 'react-router';

/** A list's plain search by name, kept in the URL's `q`. */
export function SearchBox({ text, label }: { readonly text: string; readonly label: string }) {
  const [typed, setTyped] = useState(text);
  const [, setSearch] = useSearchParams();
  const write = useEffectEvent((q: string) => {
    if (q !== text) setSearch((before) => (q ? before.set('q', q) : before.delete('q'), before), { replace: true });
  });
  useEffect(() => {
    const timer = setTimeout(() => write(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <SearchField className="filter-field filter-narrow" value={typed} onChange={setTyped}>
      <Label className="hidden">{label}</Label>
      <Input data-filter placeholder={label} spellCheck={false} autoCapitalize="none" />
      <kbd aria-hidden="true">/</kbd>
    </SearchField>
  );
}
