import { useState } from 'react';
import { useMutation, useQuery } from 'urql';
import {
  CreateWindowFeedDocument,
  DeleteWindowFeedDocument,
  WindowFeedsDocument,
} from '../../api/operations.generated.ts';
import { announce } from '../../parts/announcer.tsx';
import { Ago } from '../../parts/ago.tsx';
import { Button } from '../../parts/button.tsx';
import { Copy } from '../../parts/copy.tsx';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';

/** Addresses at which calendar programs read the openings of a project. Each is told once. */
export function CalendarDialog({ onClose }: { readonly onClose: () => void }) {
  const [{ data }, again] = useQuery({ query: WindowFeedsDocument, variables: {}, requestPolicy: 'cache-and-network' });
  const [project, setProject] = useState('');
  const [closed, setClosed] = useState(false);
  const [made, setMade] = useState<string>();
  const [{ fetching, error }, create] = useMutation(CreateWindowFeedDocument);
  const [, end] = useMutation(DeleteWindowFeedDocument);
  const names = data?.projects.nodes.map(({ name }) => name) ?? [];
  const submit = async (): Promise<void> => {
    const done = await create({ project, closed });
    if (!done.data) return;
    setMade(new URL(done.data.createWindowFeed.path, location.origin).href);
    again({ requestPolicy: 'network-only' });
    announce('The address is made.');
  };
  const ended = async (id: string): Promise<void> => {
    const { error: failed } = await end({ id });
    announce(failed ? 'The hub did not end it.' : 'The address is ended.');
    again({ requestPolicy: 'network-only' });
  };
  return (
    <FormDialog
      title="In your calendar"
      action="Make an address"
      busy={fetching}
      ready={names.includes(project)}
      error={error}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <p className="quiet">
        A calendar program subscribes to the address. Whoever has it sees when the project may sync, and nothing else.
      </p>
      <Field
        label="Project"
        required
        value={project}
        onChange={setProject}
        hint={names.length > 0 ? `One of ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.` : ''}
        problem={project !== '' && data && !names.includes(project) ? 'There is no project of that name.' : undefined}
      />
      <div className="chips" role="group" aria-label="Which times">
        <Button kind="chip" aria-pressed={!closed} onPress={() => setClosed(false)}>
          when it may sync
        </Button>
        <Button kind="chip" aria-pressed={closed} onPress={() => setClosed(true)}>
          when it may not
        </Button>
      </div>
      {made && (
        <div className="says">
          <p>This address is shown once:</p>
          <Copy text={made} />
        </div>
      )}
      {(data?.windowFeeds.length ?? 0) > 0 && (
        <ul className="feeds" aria-label="Your addresses">
          {data!.windowFeeds.map((feed) => (
            <li key={feed.id}>
              <span>
                {feed.project}, {feed.closed ? 'when it may not' : 'when it may sync'}{' '}
                <span className="quiet">
                  made <Ago at={feed.createdAt} suffix />
                </span>
              </span>
              <Button onPress={() => void ended(feed.id)} aria-label={`End the address for ${feed.project}`}>
                End
              </Button>
            </li>
          ))}
        </ul>
      )}
    </FormDialog>
  );
}
