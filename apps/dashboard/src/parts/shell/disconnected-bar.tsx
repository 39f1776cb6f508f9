import { useEffect, useState } from 'react';
import { useConnection } from '../../api/use-live.ts';
import { Ago } from '../ago.tsx';
import { Mark } from '../mark.tsx';

/** Said once, at the top, and only if it lasts: a hub that restarts is back within a moment. */
export function DisconnectedBar() {
  const { status, since } = useConnection();
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    setLasting(false);
    if (status !== 'lost') return undefined;
    const timer = setTimeout(() => setLasting(true), 2000);
    return () => clearTimeout(timer);
  }, [status]);
  return (
    <div role="status">
      {lasting && (
        <p className="disconnected">
          <Mark tone="unknown" /> Not connected to the hub since <Ago at={since} suffix />. What is shown is the last
          that was heard; the clusters go on by themselves.
        </p>
      )}
    </div>
  );
}
