import path from 'node:path';

/** What programs read in `<data>/up.json`, and people on the screen. Holds secrets: readable by its owner only. */
export interface UpInfo {
  readonly url: string;
  readonly graphql: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
  readonly repository: string;
  readonly nats: string;
  readonly postgres: string;
  readonly clusters: readonly { readonly name: string; readonly kubeconfig: string }[];
}

export function announcement(info: UpInfo, data: string, detached: boolean): string {
  const [first] = info.clusters;
  const here = path.relative(process.env.INIT_CWD ?? process.cwd(), data) || '.';
  const shown = here.startsWith('..') ? data : here;
  return `
  Wheelhouse   ${info.url}
  sign in      ${info.username} / ${info.password}
  repository   ${info.repository}

  Three things to try:

  1. Change the image tag of an overlay and watch it arrive.
       git clone ${info.repository} demo && cd demo
       sed -i.bak 's/newTag: .*/newTag: 1.6.0/' apps/my-api/overlays/${first?.name}/kustomization.yaml
       git commit -am 'Release 1.6.0' && git push

  2. Scale a Deployment behind its back and watch it heal.
       kubectl --kubeconfig ${path.join(shown, 'clusters', first?.name ?? '', 'admin.kubeconfig')} -n my-api scale deployment my-api --replicas 7

  3. Release a tag that cannot be pulled (newTag: missing) and read why on the dashboard.

  More in the README of the repository: a set for each generator, and what to change in it.

  ${detached ? '`npm run down` ends it.' : 'Ctrl-C ends it; `npm run up` goes on with the same data.'}
`;
}
