const segment = encodeURIComponent;

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Where things live in the dashboard. Names are data: any of them may hold a slash, a colon or a percent sign. */
export const pathOf = {
  application: ({ project, namespace, name }: Named & { readonly project: string }): string =>
    `/applications/${segment(project)}/${segment(namespace)}/${segment(name)}`,
  cluster: (name: string): string => `/clusters/${segment(name)}`,
  set: ({ namespace, name }: Named): string => `/sets/${segment(namespace)}/${segment(name)}`,
  /** Of a window that is there, or of a new one. */
  windowEditor: (name?: string): string => `/windows/editor${name ? `?name=${segment(name)}` : ''}`,
  /** Of a set that is there, or of none. */
  preview: (set?: Named): string =>
    set ? `/sets/preview?namespace=${segment(set.namespace)}&name=${segment(set.name)}` : '/sets/preview',
};
