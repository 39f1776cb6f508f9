/** Labels as `key=value`, in the order of their keys. */
export const LabelList = ({ labels }: { readonly labels: unknown }) => (
  <span className="labels">
    {Object.entries((labels ?? {}) as Record<string, string>)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, value]) => (
        <span key={key} className="label">
          <span className="quiet">{key}=</span>
          {value}
        </span>
      ))}
  </span>
);
