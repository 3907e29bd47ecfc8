/** Addresses in policies and requests. */
import ipaddr from 'ipaddr.js';

/** True for what Go's netip.ParseAddr or ParsePrefix takes: Istio's webhook refuses everything else. */
export function isIpBlock(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return isAddress(text);
  const bits = text.slice(slash + 1);
  const address = text.slice(0, slash);
  if (address.includes('%') || !isAddress(address) || !/^(?:0|[1-9]\d{0,2})$/.test(bits)) return false;
  return Number(bits) <= (address.includes(':') ? 128 : 32);
}

const isAddress = (text: string): boolean =>
  text.includes(':')
    ? ipaddr.IPv6.isValid(text) && !text.includes('[')
    : /^(?:(?:0|[1-9]\d{0,2})(?:\.|$)){4}$/.test(text) && ipaddr.IPv4.isValid(text);

/** True when `address` lies in `block` (an address or a CIDR; its host bits do not count). Families never mix. */
export function inIpBlock(block: string, address: string): boolean {
  if (!isIpBlock(block) || !isAddress(address)) return false;
  const [network, bits] = block.split('/') as [string, string | undefined];
  const range = ipaddr.parse(network);
  const one = ipaddr.parse(address);
  if (range.kind() !== one.kind()) return false;
  return one.match(range, bits === undefined ? (range.kind() === 'ipv4' ? 32 : 128) : Number(bits));
}

/**
 * Envoy's remote address at a sidecar: the last entry of x-forwarded-for when it is a bare address, else the connecting peer
 * (use_remote_address false, no trusted hops).
 * @param forwarded the header's value, or `undefined` without one
 */
export function remoteAddress(peer: string | undefined, forwarded: string | undefined): string | undefined {
  const last = forwarded?.slice(forwarded.lastIndexOf(',') + 1).trim();
  return last && isAddress(last) ? last : peer;
}
