import type { HTMLInputTypeAttribute } from 'react';
import { FieldError, Input, Label, Text, TextField } from 'react-aria-components';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: HTMLInputTypeAttribute;
  readonly placeholder?: string;
  readonly hint?: string;
  readonly required?: boolean;
  /** What is wrong with what was typed. */
  readonly problem?: string | undefined;
}

/** One labelled input of a form. */
export const Field = ({ label, value, onChange, type = 'text', placeholder, hint, required, problem }: Props) => (
  <TextField
    className="field"
    value={value}
    onChange={onChange}
    type={type as 'text'}
    isRequired={required ?? false}
    isInvalid={problem !== undefined}
    autoComplete="off"
  >
    <Label>
      {label}
      {required && <span className="quiet"> needed</span>}
    </Label>
    <Input placeholder={placeholder} />
    {hint && !problem && (
      <Text slot="description" className="quiet">
        {hint}
      </Text>
    )}
    <FieldError className="tone-failed">{problem}</FieldError>
  </TextField>
);
