/**
 * MCX 2022. Sources:
 * - Commodity: NSE/COM/50562, priceactionhub.com.
 */
export const MCX_2022 = `
date   commodity    occasion
01-26  closed       Republic Day
03-01  evening      Mahashivratri
03-18  evening      Holi
04-14  evening      Mahavir Jayanti, Dr. Babasaheb Ambedkar Jayanti
04-15  closed       Good Friday
05-03  evening      Id-Ul-Fitr
08-09  evening      Muharram
08-15  closed       Independence Day
08-31  evening      Ganesh Chaturthi
10-05  evening      Dussehra
10-24  18:15-19:15  Muhurat (Diwali Laxmi Pujan)
10-26  evening      Diwali Balipratipada
11-08  evening      Guru Nanak Jayanti
`;
