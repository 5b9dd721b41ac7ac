/**
 * MCX 2021. Sources:
 * - Commodity: chittorgarh.com. Muhurat: freepressjournal.in 2021-11-04. 02-24 (NSE): money9.com.
 */
export const MCX_2021 = `
date   commodity    occasion
01-01  morning      New Year
01-26  closed       Republic Day
03-11  evening      Mahashivratri
03-29  evening      Holi
04-02  closed       Good Friday
04-14  evening      Dr. Babasaheb Ambedkar Jayanti
04-21  evening      Ram Navami
05-13  evening      Id-Ul-Fitr
07-21  evening      Bakri Id
08-19  evening      Muharram
09-10  evening      Ganesh Chaturthi
10-15  evening      Dussehra
11-04  18:15-19:15  Muhurat (Diwali Laxmi Pujan)
11-05  evening      Diwali Balipratipada
11-19  evening      Guru Nanak Jayanti
`;
