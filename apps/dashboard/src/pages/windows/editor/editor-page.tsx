import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useMutation } from 'urql';
import { ApplyWindowDocument, ViewerDocument, WindowsDocument } from '../../../api/operations.generated.ts';
import { problemOf } from '../../../api/problem.ts';
import { useLiveQuery } from '../../../api/use-live.ts';
import { draftOf, manifestOf, newDraft, type WindowDraft } from '../../../model/window-draft.ts';
import { announce } from '../../../parts/announcer.tsx';
import { Button } from '../../../parts/button.tsx';
import { Manifest } from '../../../parts/manifest.tsx';
import { Page } from '../../../parts/page.tsx';
import { Empty, Loading } from '../../../parts/states.tsx';
import { ownZone } from '../../../parts/when.tsx';
import { EditorFields } from './editor-fields.tsx';
import { EditorPreview } from './editor-preview.tsx';
import { usePreviewWindow, type Preview } from './use-preview-window.ts';

/** Makes a window, or changes one: beside the fields stands at once when it would be active, and for whom. */
export function EditorPage() {
  const [search] = useSearchParams();
  const name = search.get('name');
  const asked = useLiveQuery(WindowsDocument, { first: 500 });
  const stored = asked.data?.syncWindows.nodes.find(({ id }) => id === name);
  if (!name) return <Editor key="" start={newDraft(ownZone)} repository={null} />;
  if (!asked.data) return <Loading what="the window" />;
  const draft = stored?.manifest ? draftOf(stored.manifest) : undefined;
  if (!draft)
    return (
      <Page title={name} above={<Above />}>
        <Empty title={`There is no SyncWindow ${name} that can be changed here.`} />
      </Page>
    );
  return <Editor key={name} start={draft} repository={stored?.repository ?? null} />;
}

const Above = () => <Link to="/windows">Windows</Link>;

function Editor({ start, repository }: { readonly start: WindowDraft; readonly repository: string | null }) {
  const [draft, setDraft] = useState(start);
  const manifest = manifestOf(draft);
  // When and for whom is worth knowing before it has a name.
  const asked = usePreviewWindow(draft.name === '' ? manifestOf({ ...draft, name: 'new-window' }) : manifest);
  const isNew = start.name === '';
  const taken = isNew && draft.name !== '' && asked.preview?.exists === true;
  return (
    <Page title={isNew ? 'New window' : start.name} above={<Above />}>
      <div className="preview window-editor">
        <div className="editor-form">
          <EditorFields
            draft={draft}
            isNew={isNew}
            problems={asked.preview?.problems ?? []}
            taken={taken}
            onChange={setDraft}
          />
        </div>
        <div className="preview-result">
          <EditorPreview draft={draft} asked={asked} />
          <Save draft={draft} manifest={manifest} preview={asked.preview} taken={taken} repository={repository} />
        </div>
      </div>
    </Page>
  );
}

interface SaveProps {
  readonly draft: WindowDraft;
  readonly manifest: string;
  readonly preview: Preview | undefined;
  readonly taken: boolean;
  readonly repository: string | null;
}

/** Where the window is kept decides how it is saved: by the hub, or by a commit. */
function Save({ draft, manifest, preview, taken, repository }: SaveProps) {
  const navigate = useNavigate();
  const viewer = useLiveQuery(ViewerDocument, {}).data?.viewer;
  const [{ fetching, error }, apply] = useMutation(ApplyWindowDocument);
  const git = repository ?? preview?.repository ?? null;
  const ready = draft.name !== '' && preview !== undefined && preview.problems.length === 0 && !taken;
  const save = async (): Promise<void> => {
    const done = await apply({ manifest });
    if (done.error) return;
    announce(`${draft.name} is saved.`);
    await navigate('/windows');
  };
  return (
    <section className="section" aria-labelledby="save">
      <h2 id="save">Save</h2>
      {git ? (
        <p className="says">
          This window is declared in <code>{git.replace(/^fleet:/, '')}</code>: what is saved here would be taken back.
          Commit this there.
        </p>
      ) : (
        <>
          <p>
            <Button kind="primary" isDisabled={!ready || fetching || !viewer?.admin} onPress={() => void save()}>
              {draft.kind === 'deny' ? 'Save the deny window' : 'Save the allow window'}
            </Button>{' '}
            {viewer && !viewer.admin && <span className="quiet">Only an admin may save it: hand the YAML to one.</span>}
          </p>
          {error && (
            <p className="tone-failed" role="alert">
              {problemOf(error).message} <code>{problemOf(error).code}</code>
            </p>
          )}
        </>
      )}
      <details open={git !== null || viewer?.admin === false}>
        <summary>As YAML, for Git</summary>
        <Manifest text={manifest} what="window" />
      </details>
    </section>
  );
}
