import { useEffect, type ReactNode } from 'react';

interface Props {
  /** Of the document; also the heading where `heading` is not given. */
  readonly title: string;
  readonly heading?: ReactNode;
  readonly above?: ReactNode;
  readonly aside?: ReactNode;
  /** The page fills the window, and what is in it scrolls. */
  readonly fills?: boolean;
  readonly children: ReactNode;
}

/** A page's frame: its title, its heading with what belongs on that line, and its content. */
export function Page({ title, heading, above, aside, fills, children }: Props) {
  useEffect(() => {
    document.title = title === 'Fleet' ? 'Wheelhouse' : `${title} · Wheelhouse`;
  }, [title]);
  return (
    <div className={fills ? 'page page-fills' : 'page'}>
      <header className="page-head">
        <div className="page-titles">
          {above && <div className="crumbs">{above}</div>}
          <h1>{heading ?? title}</h1>
        </div>
        {aside && <div className="page-aside">{aside}</div>}
      </header>
      {children}
    </div>
  );
}
