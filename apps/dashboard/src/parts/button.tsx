import { Button as AriaButton, type ButtonProps } from 'react-aria-components';

interface Props extends Omit<ButtonProps, 'className'> {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'link' | 'chip';
  readonly className?: string;
}

export const Button = ({ kind = 'plain', className = '', ...props }: Props) => (
  <AriaButton {...props} className={`button button-${kind} ${className}`.trim()} />
);
