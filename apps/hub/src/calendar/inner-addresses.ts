import { BlockList, isIP, type LookupFunction } from 'node:net';
import { lookup } from 'node:dns';

/** Special-purpose networks (RFC 6890 and its IANA registries): no public calendar is there. */
const INNER = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
  ...['::/127', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10'],
  'ff00::/8',
];

const inner = new BlockList();
for (const network of INNER) {
  const [address, bits] = network.split('/');
  inner.addSubnet(address!, Number(bits), address!.includes(':') ? 'ipv6' : 'ipv4');
}

/** Whether an address belongs to this machine, its network, or nobody. */
export function isInner(address: string): boolean {
  if (isIP(address) === 4) return inner.check(address, 'ipv4');
  const mapped = /^::ffff:(?:(\d+\.\d+\.\d+\.\d+)|([\da-f]{1,4}):([\da-f]{1,4}))$/i.exec(address);
  if (mapped) return isInner(mapped[1] ?? dotted(mapped[2]!, mapped[3]!));
  return inner.check(address, 'ipv6');
}

function dotted(high: string, low: string): string {
  const [a, b] = [parseInt(high, 16), parseInt(low, 16)];
  return [a >>> 8, a & 255, b >>> 8, b & 255].join('.');
}

export class InnerAddress extends Error {
  constructor(host: string) {
    super(`${host} is an address of the hub's own network`);
  }
}

/** The host of a URL where it is an address itself: no name is looked up for those. */
export function literalAddress({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return isIP(bare) ? bare : undefined;
}

/** Looks a name up and refuses it where any of its addresses is an inner one: what is checked is what is connected to. */
export const outerLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 4);
    if (addresses.length === 0 || addresses.some(({ address }) => isInner(address)))
      return callback(new InnerAddress(hostname), '', 4);
    const [first] = addresses;
    return options.all ? callback(null, addresses) : callback(null, first!.address, first!.family);
  });
};
