/**
 * MCX 2026. Sources:
 * - Commodity: BSE 20251215-5, NSE/COM/72263 (01-15), NSE/COM/72351 (Budget Sunday), aion-indian-market-calendar
 *   1.6 (MCX).
 */
export const MCX_2026 = `
date   commodity    occasion
01-01  morning      New Year
01-15  evening      Municipal elections in Maharashtra
01-26  closed       Republic Day
02-01  09:00-17:00  Union Budget (Sunday)
03-03  evening      Holi
03-26  evening      Ram Navami
03-31  evening      Mahavir Jayanti
04-03  closed       Good Friday
04-14  evening      Dr. Babasaheb Ambedkar Jayanti
05-01  evening      Maharashtra Day
05-28  evening      Bakri Id
06-26  evening      Muharram
09-14  evening      Ganesh Chaturthi
10-02  closed       Mahatma Gandhi Jayanti
10-20  evening      Dussehra
11-08  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday; hours from one source)
11-10  evening      Diwali Balipratipada
11-24  evening      Guru Nanak Jayanti
12-25  closed       Christmas
`;
