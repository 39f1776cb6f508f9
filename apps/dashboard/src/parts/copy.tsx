import { announce } from './announcer.tsx';
import { Button } from './button.tsx';

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce('Copied.');
  } catch {
    announce('The browser does not let this page copy. Select the text and copy it by hand.');
  }
}

/** A command with a button that copies it. */
export const Copy = ({ text }: { readonly text: string }) => (
  <span className="copy">
    <code>{text}</code>
    <Button onPress={() => copy(text)} aria-label={`Copy ${text}`}>
      Copy
    </Button>
  </span>
);

export const CopyButton = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <Button onPress={() => copy(text)}>Copy {what}</Button>
);
