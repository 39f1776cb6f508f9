import type { ReactNode } from 'react';
import { Dialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { CombinedError } from 'urql';
import { problemOf } from '../api/problem.ts';
import { Button } from './button.tsx';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly action: string;
  readonly danger?: boolean;
  readonly busy: boolean;
  readonly ready: boolean;
  readonly error: CombinedError | undefined;
  readonly onClose: () => void;
  readonly onSubmit: () => void;
}

/** A form over the page: it stays until the hub took it, and says what the hub said. */
export const FormDialog = ({ title, children, action, danger, busy, ready, error, onClose, onSubmit }: Props) => (
  <ModalOverlay className="overlay" isOpen onOpenChange={(open) => !open && onClose()}>
    <Modal className="modal">
      <Dialog className="dialog">
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && !busy) onSubmit();
          }}
        >
          <Heading slot="title">{title}</Heading>
          {children}
          {error && (
            <p className="tone-failed" role="alert">
              {problemOf(error).message} <code>{problemOf(error).code}</code>
            </p>
          )}
          <div className="dialog-buttons">
            <Button onPress={onClose}>Cancel</Button>
            <Button kind={danger ? 'danger' : 'primary'} type="submit" isDisabled={!ready || busy}>
              {action}
            </Button>
          </div>
        </Form>
      </Dialog>
    </Modal>
  </ModalOverlay>
);
