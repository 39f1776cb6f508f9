import { useQuery } from 'urql';
import { AffectedDocument } from '../../api/operations.generated.ts';
import { filterOf, labelProblem, selectionOf, type SelectionText } from '../../model/window-selection.ts';
import { Field } from '../../parts/field.tsx';

interface Props {
  readonly value: SelectionText;
  readonly onChange: (value: SelectionText) => void;
}

const fields = [
  { id: 'projects', label: 'Projects', placeholder: 'shop, pay*' },
  { id: 'applicationSets', label: 'Sets', placeholder: 'my-api' },
  { id: 'clusterLabels', label: 'Labels of clusters', placeholder: 'env=prod, region=eu-west' },
  { id: 'applicationLabels', label: 'Labels of applications', placeholder: 'tier=web' },
  { id: 'namespaces', label: 'Destination namespaces', placeholder: 'web-*' },
] as const;

const isLabels = (id: string): boolean => id.endsWith('Labels');

/** Which part of the fleet; nothing typed is all of it. What is given must all hold. */
export const SelectionFields = ({ value, onChange }: Props) => (
  <details className="selection">
    <summary>Only a part of the fleet</summary>
    <div className="selection-fields">
      {fields.map(({ id, ...field }) => (
        <Field
          key={id}
          {...field}
          value={value[id]}
          onChange={(typed) => onChange({ ...value, [id]: typed })}
          problem={isLabels(id) ? labelProblem(value[id]) : undefined}
        />
      ))}
    </div>
  </details>
);

export const selectionFits = (value: SelectionText): boolean =>
  fields.every(({ id }) => !isLabels(id) || labelProblem(value[id]) === undefined);

/** How many Applications it means; undefined while that is not known. */
export function useAffected(value: SelectionText): number | undefined {
  const filter = filterOf(selectionOf(value));
  const [{ data }] = useQuery({
    query: AffectedDocument,
    variables: { filter: filter ?? {} },
    pause: filter === undefined || !selectionFits(value),
  });
  return filter === undefined || !selectionFits(value) ? undefined : data?.applications.totalCount;
}
