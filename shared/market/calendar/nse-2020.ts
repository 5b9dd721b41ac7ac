/**
 * NSE 2020. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE (www1.nseindia.com, market timings and holidays 2020). Budget Saturday: sakshipost.com
 *   2025-01-29. Muhurat: rakesh-jhunjhunwala.in.
 * - Currency: Settlement holidays of NSE (www1.nseindia.com), on which the segment is closed; one source.
 * - Commodity: no list looked up.
 */
export const NSE_2020 = `
date   equity       currency     occasion
02-01  09:15-15:30  closed       Union Budget (Saturday)
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
02-21  closed       closed       Mahashivratri
03-10  closed       closed       Holi
03-25  open         closed       Gudi Padwa
04-01  open         closed       Annual bank closing
04-02  closed       closed       Ram Navami
04-06  closed       closed       Mahavir Jayanti
04-10  closed       closed       Good Friday
04-14  closed       closed       Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       Maharashtra Day
05-07  open         closed       Buddha Pournima
05-25  closed       closed       Id-Ul-Fitr
10-02  closed       closed       Mahatma Gandhi Jayanti
10-30  open         closed       Id-E-Milad
11-14  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Saturday)
11-16  closed       closed       Diwali Balipratipada
11-30  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
