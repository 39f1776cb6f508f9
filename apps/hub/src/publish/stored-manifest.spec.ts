import { gzipSync } from 'node:zlib';
import { manifestMessage } from '@wheelhouse/contract';
import { unpackManifest } from './stored-manifest.ts';

describe('a stored manifest', () => {
  it('is not unpacked beyond what a manifest may have', () => {
    const bomb = gzipSync(Buffer.alloc(manifestMessage.maxBytes + 1, ' '));
    expect(() => unpackManifest(bomb)).toThrow('a stored manifest cannot be read: it has more than');
  });

  it.each([
    ['is damaged', Buffer.from('no gzip'), 'a stored manifest cannot be read: its row is damaged'],
    ['ends too early', gzipSync('{'), 'a stored manifest cannot be read: manifest: ends too early'],
  ])('that %s says so', (_what, body, message) => {
    expect(() => unpackManifest(body)).toThrow(message);
  });
});
