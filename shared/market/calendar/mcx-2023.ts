/**
 * MCX 2023. Sources:
 * - Commodity: programbr.com, which has no evening on 03-30 and 04-14, against the lists of the years around it;
 *   one source.
 */
export const MCX_2023 = `
date   commodity    occasion
01-26  closed       Republic Day
03-07  evening      Holi
03-30  evening      Ram Navami
04-04  evening      Mahavir Jayanti
04-07  closed       Good Friday
04-14  evening      Dr. Babasaheb Ambedkar Jayanti
05-01  evening      Maharashtra Day
06-29  evening      Bakri Id
08-15  closed       Independence Day
09-19  evening      Ganesh Chaturthi
10-02  closed       Mahatma Gandhi Jayanti
10-24  evening      Dussehra
11-12  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
11-14  evening      Diwali Balipratipada
11-27  evening      Guru Nanak Jayanti
12-25  closed       Christmas
`;
