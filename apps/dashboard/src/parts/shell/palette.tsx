import { useDeferredValue, useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { useNavigate } from 'react-router';
import { useQuery } from 'urql';
import { PaletteDocument } from '../../api/operations.generated.ts';
import { pathOf } from '../../model/paths.ts';
import { applicationsPath } from '../../model/query-text.ts';
import { healthStates } from '../../model/tone.ts';
import { Mark } from '../mark.tsx';
import { nextTheme, setTheme } from '../theme.ts';
import { places } from './places.ts';

interface Command {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly mark?: React.ReactNode;
  readonly run: () => unknown;
}

interface Section {
  readonly name: string;
  readonly commands: readonly Command[];
}

interface Props {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly openHelp: () => void;
}

/** ⌘K: every page, every thing by name, and what one can do anywhere. */
export const Palette = (props: Props) => (
  <ModalOverlay
    className="overlay overlay-top"
    isOpen={props.isOpen}
    onOpenChange={(open) => !open && props.onClose()}
    isDismissable
  >
    <Modal className="modal modal-palette">
      <Dialog className="palette" aria-label="Find anything">
        <PaletteBody {...props} />
      </Dialog>
    </Modal>
  </ModalOverlay>
);

function useFound(text: string, go: (path: string) => void): Section[] {
  const [{ data }] = useQuery({
    query: PaletteDocument,
    variables: { text },
    pause: text === '',
    requestPolicy: 'cache-and-network',
  });
  if (text === '' || !data) return [];
  return [
    {
      name: 'Applications',
      commands: [
        ...data.applications.nodes.map((node) => ({
          id: node.id,
          name: node.name,
          note: node.cluster?.name ?? node.project,
          mark: <Mark tone={healthStates[node.health.status].tone} />,
          run: () => go(pathOf.application(node)),
        })),
        { id: 'all', name: `All applications with “${text}”`, run: () => go(applicationsPath({ search: text })) },
      ],
    },
    {
      name: 'Clusters',
      commands: data.clusters.nodes.map(({ id, name }) => ({ id, name, run: () => go(pathOf.cluster(name)) })),
    },
    {
      name: 'Sets',
      commands: data.applicationSets.nodes.map((node) => ({
        id: node.id,
        name: node.name,
        note: node.namespace,
        run: () => go(pathOf.set(node)),
      })),
    },
  ];
}

function useCommands(text: string, { onClose, openHelp }: Props): Section[] {
  const navigate = useNavigate();
  const go = (path: string): void => void navigate(path);
  const pages = places.map((place) => ({
    id: place.path,
    name: place.name,
    note: `g ${place.key}`,
    run: () => go(place.path),
  }));
  const actions = [
    { id: 'theme', name: 'Change the theme', run: () => setTheme(nextTheme()) },
    { id: 'keys', name: 'Show the keys', note: '?', run: openHelp },
  ];
  const fits = (command: Command): boolean => command.name.toLowerCase().includes(text.toLowerCase());
  const sections: Section[] = [
    { name: 'Go to', commands: pages.filter(fits) },
    ...useFound(text, go),
    { name: 'Do', commands: actions.filter(fits) },
  ];
  return sections
    .filter((section) => section.commands.length > 0)
    .map((section) => ({
      ...section,
      commands: section.commands.map((command) => ({ ...command, run: () => (onClose(), command.run()) })),
    }));
}

function PaletteBody(props: Props) {
  const [text, setText] = useState('');
  const sections = useCommands(useDeferredValue(text.trim()), props);
  const run = (key: React.Key): void => {
    for (const section of sections) section.commands.find((command) => `${section.name} ${command.id}` === key)?.run();
  };
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label="Find anything" autoFocus className="palette-field">
        <Input placeholder="Find an application, a cluster, a page…" />
      </SearchField>
      <ListBox
        className="palette-list"
        aria-label="What was found"
        onAction={run}
        renderEmptyState={() => <p className="quiet">Nothing has that name.</p>}
      >
        {sections.map((section) => (
          <ListBoxSection key={section.name} id={section.name}>
            <Header>{section.name}</Header>
            {section.commands.map((command) => (
              <ListBoxItem key={command.id} id={`${section.name} ${command.id}`} textValue={command.name}>
                {command.mark}
                <span className="palette-name">{command.name}</span>
                {command.note && <span className="quiet">{command.note}</span>}
              </ListBoxItem>
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
    </Autocomplete>
  );
}
