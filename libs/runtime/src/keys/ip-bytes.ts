import { isIPv4, isIPv6 } from 'node:net';

/** Four bytes, also of an IPv4 address that is written as IPv6, or sixteen. Throws for what is no address, or has a zone. */
export function ipBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  if (!isIPv6(address) || address.includes('%')) throw new Error(`error parsing ip: ${address}`);
  const bytes = ipv6Bytes(address);
  const mapped = bytes.subarray(0, 12).equals(MAPPED);
  return mapped ? bytes.subarray(12) : bytes;
}

const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/** URL's canonical form has no dotted part any more, and at most one `::`. */
function ipv6Bytes(address: string): Buffer {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [before = [], after = []] = canonical.split('::').map((side) => side.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const groups = [...before, ...zeros, ...after];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
