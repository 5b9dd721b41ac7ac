/**
 * BSE 2021. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE list (bestdemataccounts.com). 02-24: NSE and BSE notices (money9.com, devdiscourse.com).
 *   Muhurat: freepressjournal.in 2021-11-04.
 * - Currency: Bank holidays of Maharashtra, on which the segment is closed; tradingqna.com/t/120487 (10-19);
 *   others one source.
 */
export const BSE_2021 = `
date   equity       currency     occasion
01-26  closed       closed       Republic Day
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
02-24  09:15-17:00  open         Traded until 17:00 because NSE had stopped
03-11  closed       closed       Mahashivratri
03-29  closed       closed       Holi
04-01  open         closed       Annual bank closing
04-02  closed       closed       Good Friday
04-13  open         closed       Gudi Padwa
04-14  closed       closed       Dr. Babasaheb Ambedkar Jayanti
04-21  closed       closed       Ram Navami
05-13  closed       closed       Id-Ul-Fitr
05-26  open         closed       Buddha Pournima
07-21  closed       closed       Bakri Id
08-16  open         closed       Parsi New Year
08-19  closed       closed       Muharram
09-10  closed       closed       Ganesh Chaturthi
10-15  closed       closed       Dussehra
10-19  open         closed       Id-E-Milad
11-04  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan)
11-05  closed       closed       Diwali Balipratipada
11-19  closed       closed       Guru Nanak Jayanti
`;
