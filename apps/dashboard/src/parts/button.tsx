import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

interface Props extends ButtonProps {
  readonly kind?: 'plain' | 'primary' | 'danger';
}

export const Button = ({ kind = 'plain', ...props }: Props) => (
  <AriaButton {...props} className={`button button-${kind}`} />
);
