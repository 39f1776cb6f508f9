/** Real repositories and a real smart-HTTP server in temporary folders, for specs only. */
export { HttpGitServer, type HttpGitServerOptions } from './http-git-server.ts';
export { TestRepository, type TestFile } from './test-repository.ts';
