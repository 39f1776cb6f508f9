import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { HubClient } from './hub-client.ts';

interface Asked {
  readonly query: string;
  readonly variables: { readonly after: string | null; readonly filter?: unknown };
}

/** As the hub pages: an opaque cursor, whether there is more. */
const PAGES = new Map<string | null, { nodes: { name: string }[]; next: string | null }>([
  [null, { nodes: [{ name: 'a' }, { name: 'b' }], next: 'b' }],
  ['b', { nodes: [{ name: 'c' }], next: 'c' }],
  ['c', { nodes: [], next: null }],
]);

describe('a list that is longer than a page', () => {
  const asked: Asked[] = [];
  let server: Server;
  let client: HubClient;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const question = (await json(request)) as Asked;
      asked.push(question);
      const { nodes, next } = PAGES.get(question.variables.after)!;
      const pageInfo = { hasNextPage: next !== null, endCursor: next };
      response.end(JSON.stringify({ data: { clusters: { nodes, pageInfo } } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new HubClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 't' });
  });
  beforeEach(() => asked.splice(0));
  afterAll(() => server.close());

  it('is read to its end, each page from the cursor of the one before', async () => {
    expect(await client.all('clusters', 'name')).toEqual([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    expect(asked.map(({ variables }) => variables.after)).toEqual([null, 'b', 'c']);
  });

  it('is filtered in each of its pages', async () => {
    await client.all('clusters', 'name', { type: 'ClusterFilter', value: { search: 'x' } });
    expect(asked.map(({ variables }) => variables.filter)).toEqual([{ search: 'x' }, { search: 'x' }, { search: 'x' }]);
    expect(asked[0]!.query).toMatch(
      /\$filter: ClusterFilter\b.*clusters\(first: 500, after: \$after, filter: \$filter\)/s,
    );
  });
});
