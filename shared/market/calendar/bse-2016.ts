/**
 * BSE 2016. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE notice 20151207-4, tradesmartonline.in. Muhurat Sunday: hindupad.com, Zerodha bulletin
 *   53008.
 * - Currency: no list found.
 */
export const BSE_2016 = `
date   equity       occasion
01-26  closed       Republic Day
03-07  closed       Mahashivratri
03-24  closed       Holi
03-25  closed       Good Friday
04-14  closed       Dr. Babasaheb Ambedkar Jayanti
04-15  closed       Ram Navami
04-19  closed       Mahavir Jayanti
07-06  closed       Id-Ul-Fitr
08-15  closed       Independence Day
09-05  closed       Ganesh Chaturthi
09-13  closed       Bakri Id
10-11  closed       Dussehra
10-12  closed       Muharram
10-30  18:30-19:30  Muhurat (Diwali Laxmi Pujan, Sunday)
10-31  closed       Diwali Balipratipada
11-14  closed       Guru Nanak Jayanti
`;
