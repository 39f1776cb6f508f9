import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './button.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** Asks before what matters. The words of the button say what will happen. */
export const Confirm = ({ title, children, action, danger, isOpen, onClose, onConfirm }: Props) => (
  <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
    <Modal className="modal">
      <Dialog className="dialog" role="alertdialog">
        <Heading slot="title">{title}</Heading>
        {children}
        <div className="dialog-buttons">
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind={danger ? 'danger' : 'primary'}
            autoFocus
            onPress={() => {
              onClose();
              onConfirm();
            }}
          >
            {action}
          </Button>
        </div>
      </Dialog>
    </Modal>
  </ModalOverlay>
);
