/** Matches no address with a zone: remote callers have none. */
const IPV6 = /^(?=.*:)[0-9a-f:.]{2,45}$/i;
const GROUPS = 8;

/** The eight groups of an IPv6 address; undefined for other text. */
const groupsOf = (address: string): readonly string[] | undefined => {
  if (!IPV6.test(address)) return undefined;
  // A URL normalizes the address: no leading zeros, no IPv4 notation.
  const written = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (written === undefined) return undefined;
  const [head = [], tail = []] = written.split('::').map((part) => part.split(':').filter(Boolean));
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill('0'), ...tail];
};

/** A subscriber often gets a /56 network and chooses the remaining bits, as RIPE-690 recommends. */
const networkGroups = (groups: readonly string[]): readonly string[] => {
  const fourth = Number.parseInt(groups[3] ?? '0', 16) & 0xff00;
  return [...groups.slice(0, 3), fourth.toString(16)];
};

/**
 * The unit that rate limits count: an IPv4 address, or the first 56 bits of an IPv6 address. A caller with one IPv6
 * address usually has the whole network and could change the address for each request.
 */
export const networkOf = (address: string): string => {
  const groups = groupsOf(address);
  if (groups === undefined) return address;
  const network = networkGroups(groups);
  // A network of zeros is the loopback address or a mapped IPv4 address.
  return network.every((group) => group === '0') ? address : `${network.join(':')}::/56`;
};
