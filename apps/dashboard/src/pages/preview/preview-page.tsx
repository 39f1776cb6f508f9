import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useClient, type CombinedError } from 'urql';
import { PreviewSetDocument, SetDocument } from '../../api/operations.generated.ts';
import { announce } from '../../parts/announcer.tsx';
import { Button } from '../../parts/button.tsx';
import { Page } from '../../parts/page.tsx';
import { Failure } from '../../parts/states.tsx';
import { PreviewResult } from './preview-result.tsx';
import { summaryOf, type Preview } from './preview-summary.ts';

/** A repository that the hub never read is fetched first: asked again so often, a second apart. */
const ATTEMPTS = 30;
const PAUSE_MS = 1_000;

interface Asked {
  readonly busy: boolean;
  readonly preview?: Preview;
  readonly error?: CombinedError;
  /** The text that the answer is for. */
  readonly of?: string;
}

/** What a set would do, before it does it: paste or edit it, and see what would be created, changed and withdrawn. */
export function PreviewPage() {
  const [text, setText] = useStart();
  const { asked, ask } = usePreview();
  const run = (): void => void ask(text);
  const isReading = asked.busy && asked.preview?.pending === true;
  return (
    <Page title="Preview a set" above="Nothing is stored">
      <div className="preview">
        <section className="preview-edit" aria-label="The set">
          <textarea
            aria-label="ApplicationSet as YAML"
            spellCheck={false}
            placeholder={PLACEHOLDER}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) run();
            }}
          />
          <p className="preview-ask">
            <Button kind="primary" isDisabled={asked.busy || text.trim() === ''} onPress={run}>
              {asked.busy ? 'Asking…' : 'Preview'}
            </Button>
            <span className="quiet preview-keys">
              <kbd>Ctrl</kbd> <kbd>Enter</kbd>
            </span>
            {asked.preview && asked.of !== text && <span className="quiet">what is shown is of an earlier text</span>}
          </p>
        </section>
        <section className="preview-result" aria-label="What would happen" aria-busy={asked.busy}>
          {asked.error && <Failure error={asked.error} retry={run} />}
          {isReading && <p className="quiet">The hub reads a repository that it has not read before…</p>}
          {asked.preview && !isReading && <PreviewResult preview={asked.preview} />}
          {!asked.preview && !asked.error && (
            <p className="quiet">
              Paste an ApplicationSet or change one: here stands what the hub would create, change and withdraw, and
              which parameters each Application comes from.
            </p>
          )}
        </section>
      </div>
    </Page>
  );
}

const PLACEHOLDER = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: shop
spec:
  …`;

/** An empty text, or the manifest of the set that the URL names. */
function useStart(): [string, (text: string) => void] {
  const [search] = useSearchParams();
  const [text, setText] = useState('');
  const client = useClient();
  const [name, namespace] = [search.get('name'), search.get('namespace')];
  useEffect(() => {
    if (!name || !namespace) return;
    let left = false;
    void client
      .query(SetDocument, { name, namespace })
      .toPromise()
      .then(({ data }) => !left && data?.applicationSet && setText(data.applicationSet.manifest));
    return () => {
      left = true;
    };
  }, [client, name, namespace]);
  return [text, setText];
}

function usePreview() {
  const client = useClient();
  const [asked, setAsked] = useState<Asked>({ busy: false });
  const last = useRef(0);
  useEffect(() => () => void (last.current = -1), []);
  const ask = useCallback(
    async (manifest: string): Promise<void> => {
      last.current += 1;
      const run = last.current;
      setAsked((before) => ({ ...before, busy: true }));
      for (let attempt = 1; last.current === run; attempt += 1) {
        const { data, error } = await client
          .query(PreviewSetDocument, { manifest }, { requestPolicy: 'network-only' })
          .toPromise();
        if (last.current !== run) return;
        const preview = data?.previewApplicationSet;
        const busy = preview?.pending === true && attempt < ATTEMPTS;
        setAsked({ busy, of: manifest, ...(preview && { preview }), ...(error && { error }) });
        if (!busy) return preview && announce(summaryOf(preview));
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    },
    [client],
  );
  return { asked, ask };
}
