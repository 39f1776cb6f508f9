import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { places } from './places.ts';

const keys: readonly (readonly [string, string])[] = [
  ['⌘K', 'find anything'],
  ['/', 'filter this list'],
  ['j k', 'next and previous row'],
  ['↵', 'open'],
  ['↑ ↓ ← →', 'move in the fleet grid and the tree'],
  ['esc', 'close'],
  ['?', 'these keys'],
];

export const KeysHelp = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => (
  <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
    <Modal className="modal">
      <Dialog className="dialog">
        <Heading slot="title">Keys</Heading>
        <dl className="keys">
          {[...keys, ...places.map((place) => [`g ${place.key}`, place.name] as const)].map(([key, words]) => (
            <div key={key}>
              <dt>
                {key.split(' ').map((each) => (
                  <kbd key={each}>{each}</kbd>
                ))}
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </Modal>
  </ModalOverlay>
);
