import { useEffect, useEffectEvent, useState } from 'react';
import { Link } from 'react-router';
import { PulseDocument, ViewerDocument, WindowsDocument } from '../../api/operations.generated.ts';
import { useHeard, useLiveQuery, useThrottled } from '../../api/use-live.ts';
import { pathOf } from '../../model/paths.ts';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { Aged, Empty, Failure, Loading } from '../../parts/states.tsx';
import { WaitingForWindows, WindowFlaws } from '../../parts/window-notices.tsx';
import { CalendarDialog } from './calendar-dialog.tsx';
import { FreezeDialog } from './freeze-dialog.tsx';
import { Freezes } from './freezes.tsx';
import { LetPassDialog } from './let-pass-dialog.tsx';
import { Timeline } from './timeline/timeline.tsx';
import { WindowList } from './window-list.tsx';

/** `setTimeout` knows 24 days; a window that far away is asked for again on the way. */
const LONGEST_MS = 2 ** 31 - 1;

/** When may what move: what is frozen, the timeline, and every window. */
export function WindowsPage() {
  const asked = useLiveQuery(WindowsDocument, { first: 500 });
  const viewer = useLiveQuery(ViewerDocument, {}).data?.viewer;
  const [dialog, setDialog] = useState<'freeze' | 'let-pass' | 'calendar'>();
  useHeard(PulseDocument, {}, useThrottled(asked.refetch, 5000));
  const windows = asked.data?.syncWindows.nodes;
  useEdge(windows?.map(({ until }) => until) ?? [], asked.refetch);
  const close = (): void => setDialog(undefined);
  const done = (): void => (close(), asked.refetch());
  return (
    <Page title="Windows" aside={<Makers open={setDialog} admin={viewer?.admin ?? false} />}>
      {windows && <Aged asked={asked} retry={asked.refetch} />}
      {!windows &&
        (asked.error ? <Failure error={asked.error} retry={asked.refetch} /> : <Loading what="the windows" />)}
      <Freezes
        freezes={windows?.filter(({ emergency, active }) => emergency && active !== false) ?? []}
        mayEnd={viewer?.admin ?? false}
        onEnded={asked.refetch}
      />
      <WaitingForWindows />
      <WindowFlaws />
      {windows?.length === 0 && (
        <Empty
          title="There is no window: everything may sync at any time."
          command="npx wheelhouse apply -f window.yaml"
        />
      )}
      {windows && windows.length > 0 && <Timeline version={windows.map(({ id, until }) => id + until).join()} />}
      {windows && windows.length > 0 && (
        <section className="section" aria-labelledby="all-windows">
          <h2 id="all-windows">
            All windows <span className="quiet">{asked.data?.syncWindows.totalCount}</span>
          </h2>
          <WindowList windows={windows} />
        </section>
      )}
      {dialog === 'freeze' && <FreezeDialog onClose={close} onDone={done} />}
      {dialog === 'calendar' && <CalendarDialog onClose={close} />}
      {dialog === 'let-pass' && <LetPassDialog onClose={close} onDone={done} />}
    </Page>
  );
}

interface MakersProps {
  readonly open: (dialog: 'freeze' | 'let-pass' | 'calendar') => void;
  readonly admin: boolean;
}

/** Who may not save a window may still try one out, and hand its YAML on. */
const Makers = ({ open, admin }: MakersProps) => (
  <>
    <Link className="button button-plain" to={pathOf.windowEditor()}>
      New window…
    </Link>
    <Button onPress={() => open('calendar')}>Calendar…</Button>
    {admin && <Button onPress={() => open('let-pass')}>Let pass…</Button>}
    {admin && (
      <Button kind="danger" onPress={() => open('freeze')}>
        Freeze…
      </Button>
    )}
  </>
);

/** Calls just after the next of the given times: an opening or a closing is an event, not something to poll for. */
function useEdge(times: readonly (string | null)[], call: () => void): void {
  const passed = useEffectEvent(call);
  const now = Date.now();
  const next = Math.min(...times.map((at) => (at ? Date.parse(at) : Infinity)).filter((at) => at > now));
  useEffect(() => {
    if (!Number.isFinite(next)) return undefined;
    const timer = setTimeout(() => passed(), Math.min(LONGEST_MS, Math.max(0, next - Date.now()) + 500));
    return () => clearTimeout(timer);
  }, [next]);
}
