import { useEffect, useState } from 'react';
import { useClient, type CombinedError } from 'urql';
import { PreviewWindowDocument, type PreviewWindowQuery } from '../../../api/operations.generated.ts';

export type Preview = PreviewWindowQuery['previewSyncWindow'];

export interface AskedPreview {
  /** Of the last text that was answered; an older one stays while the next is asked for. */
  readonly preview: Preview | undefined;
  readonly error: CombinedError | undefined;
  readonly busy: boolean;
}

const PAUSE_MS = 250;

/** What the hub says of a manifest, asked a moment after the last key. */
export function usePreviewWindow(manifest: string): AskedPreview {
  const client = useClient();
  const [answer, setAnswer] = useState<{
    readonly of: string;
    readonly preview?: Preview;
    readonly error?: CombinedError;
  }>();
  useEffect(() => {
    let left = false;
    const timer = setTimeout(() => {
      void client
        .query(PreviewWindowDocument, { manifest }, { requestPolicy: 'network-only' })
        .toPromise()
        .then(({ data, error }) => {
          if (left) return;
          const preview = data?.previewSyncWindow;
          setAnswer((before) => ({ of: manifest, ...(preview ? { preview } : before), ...(error && { error }) }));
        });
    }, PAUSE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [client, manifest]);
  return { preview: answer?.preview, error: answer?.error, busy: answer?.of !== manifest };
}
