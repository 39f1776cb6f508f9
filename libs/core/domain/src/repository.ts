/** A Git repository that the hub may read, or credentials for all repositories below a URL. */
export interface Repository {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly url: string;
    /** `repository`: this URL. `prefix`: every repository whose URL begins with it (Argo CD's `repo-creds`). */
    readonly match: 'repository' | 'prefix';
    /** The project that alone may use it; empty for every project. */
    readonly project: string;
    /** Asked for, without effect yet: the server's certificate is checked always. */
    readonly insecure: boolean;
  };
  /** Apart from the rest, so that it can be sealed and is never shown. Absent for open repositories. */
  readonly credentials?: RepositoryCredentials;
}

export interface RepositoryCredentials {
  readonly username?: string;
  readonly password?: string;
  readonly bearerToken?: string;
}
