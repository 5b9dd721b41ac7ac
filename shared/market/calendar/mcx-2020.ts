/**
 * MCX 2020. Sources:
 * - Commodity: mohdarafat.com, jagranjosh.com. April: MCX circular of 2020-03-26 (businesstoday.in,
 *   cnbctv18.com). Muhurat: MCX circular of 2020-11-02 (businesstoday.in). 02-01: not found.
 */
export const MCX_2020 = `
date   commodity    occasion
01-01  morning      New Year
02-01  unknown      Union Budget (Saturday)
02-21  evening      Mahashivratri
03-10  evening      Holi
04-02  closed       Ram Navami
04-06  closed       Mahavir Jayanti
04-10  closed       Good Friday
04-14  closed       Dr. Babasaheb Ambedkar Jayanti
05-01  evening      Maharashtra Day
05-25  evening      Id-Ul-Fitr
10-02  closed       Mahatma Gandhi Jayanti
11-14  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Saturday)
11-16  evening      Diwali Balipratipada
11-30  evening      Guru Nanak Jayanti
12-25  closed       Christmas
`;
