/** One with a zone, which no stranger has, is none of these. */
const IPV6 = /^(?=.*:)[0-9a-f:.]{2,45}$/i;
const GROUPS = 8;

/** The eight groups of an IPv6 address; undefined for what is none. */
const groupsOf = (address: string): readonly string[] | undefined => {
  if (!IPV6.test(address)) return undefined;
  // A URL writes every address in one way: without leading zeros, and with nothing of IPv4's notation in it.
  const written = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (written === undefined) return undefined;
  const [head = [], tail = []] = written.split('::').map((part) => part.split(':').filter(Boolean));
  return [...head, ...Array<string>(GROUPS - head.length - tail.length).fill('0'), ...tail];
};

/** A line of a provider gets 56 bits, often, and chooses the rest: RIPE-690 asks providers for that or more. */
const networkGroups = (groups: readonly string[]): readonly string[] => {
  const fourth = Number.parseInt(groups[3] ?? '0', 16) & 0xff00;
  return [...groups.slice(0, 3), fourth.toString(16)];
};

/**
 * What is counted as one caller: an IPv4 address as it is, of an IPv6 address the network, its first 56 bits. A
 * caller with one address of it has all, and could come from another one each time.
 */
export const networkOf = (address: string): string => {
  const groups = groupsOf(address);
  if (groups === undefined) return address;
  const network = networkGroups(groups);
  // What begins with zeros is no line's network, but this machine, or IPv4 in another form.
  return network.every((group) => group === '0') ? address : `${network.join(':')}::/56`;
};
