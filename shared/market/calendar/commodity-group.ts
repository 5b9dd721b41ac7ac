import type { CommodityGroup } from './regular-hours.ts';

/** What contracts of MCX are named after. Cotton, crude palm oil, kapas and RBD palmolein have a price abroad. */
const AGRI_WORLD = ['COTTON', 'CPO', 'KAPAS', 'RBDPMOLEIN'];
const AGRI = ['CARDAMOM', 'CASTORSEED', 'COTTONOIL', 'COTTONSEED', 'MENTHAOIL', 'PEPPER', 'RUBBER'];

const startsWithOneOf = (names: readonly string[], tradingsymbol: string): boolean =>
  names.some((name) => tradingsymbol.startsWith(name));

/** @param tradingsymbol such as `COTTONCNDY26DECFUT` */
export const commodityGroupOf = (tradingsymbol: string): CommodityGroup => {
  if (startsWithOneOf(AGRI, tradingsymbol)) return 'agri';
  return startsWithOneOf(AGRI_WORLD, tradingsymbol) ? 'agri_world' : 'non_agri';
};
