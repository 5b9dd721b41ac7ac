/**
 * BSE 2019. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE list (jaanoaurseekho.com), NSE circular of 2019-03-26 (04-29). Muhurat Sunday:
 *   moneycontrol.com 2019-10-26, ndtv.com 2019-10-27.
 * - Currency: Settlement holidays of NSE (jaanoaurseekho.com), on which the segment is closed; one source.
 *   Muhurat Sunday: ndtv.com 2019-10-27.
 */
export const BSE_2019 = `
date   equity       currency     occasion
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
03-04  closed       closed       Mahashivratri
03-21  closed       closed       Holi
04-01  open         closed       Annual bank closing
04-17  closed       closed       Mahavir Jayanti
04-19  closed       closed       Good Friday
04-29  closed       closed       General election
05-01  closed       closed       Maharashtra Day
06-05  closed       closed       Id-Ul-Fitr
08-12  closed       closed       Bakri Id
08-15  closed       closed       Independence Day
09-02  closed       closed       Ganesh Chaturthi
09-10  closed       closed       Muharram
10-02  closed       closed       Mahatma Gandhi Jayanti
10-08  closed       closed       Dussehra
10-21  closed       closed       Maharashtra Assembly election
10-27  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
10-28  closed       closed       Diwali Balipratipada
11-12  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
