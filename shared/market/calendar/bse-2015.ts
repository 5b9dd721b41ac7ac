/**
 * BSE 2015. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE list of 2015 (intradaytrade.net.in), BSE list (stock-market-holidays.org). Budget Saturday:
 *   tipsonshare.blogspot.com 2015-02-27.
 * - Currency: no list found.
 */
export const BSE_2015 = `
date   equity       occasion
01-26  closed       Republic Day
02-17  closed       Mahashivratri
02-28  09:15-15:30  Union Budget (Saturday)
03-06  closed       Holi
04-02  closed       Mahavir Jayanti
04-03  closed       Good Friday
04-14  closed       Dr. Babasaheb Ambedkar Jayanti
05-01  closed       Maharashtra Day
09-17  closed       Ganesh Chaturthi
09-25  closed       Bakri Id
10-02  closed       Mahatma Gandhi Jayanti
10-22  closed       Dussehra
11-11  17:45-18:45  Muhurat (Diwali Laxmi Pujan)
11-12  closed       Diwali Balipratipada
11-25  closed       Guru Nanak Jayanti
12-25  closed       Christmas
`;
