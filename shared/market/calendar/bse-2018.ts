/**
 * BSE 2018. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE/CMTR/36475, ndtv.com (BSE). Muhurat hours: moneycontrol.com 2018-11-03,
 *   pandas_market_calendars.
 * - Currency: Bank holidays of Maharashtra (SEBI list, india-public-holidays.com/sebi/2018), on which the
 *   segment is closed; Zerodha bulletin 122526 (04-30). 04-02 and the Muhurat hours: one source.
 */
export const BSE_2018 = `
date   equity       currency     occasion
01-26  closed       closed       Republic Day
02-13  closed       closed       Mahashivratri
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
03-02  closed       closed       Holi
03-29  closed       closed       Mahavir Jayanti
03-30  closed       closed       Good Friday
04-02  open         closed       Annual bank closing
04-30  open         closed       Buddha Pournima
05-01  closed       closed       Maharashtra Day
08-15  closed       closed       Independence Day
08-17  open         closed       Parsi New Year
08-22  closed       closed       Bakri Id
09-13  closed       closed       Ganesh Chaturthi
09-20  closed       closed       Muharram
10-02  closed       closed       Mahatma Gandhi Jayanti
10-18  closed       closed       Dussehra
11-07  17:30-18:30  17:30-18:15  Muhurat (Diwali Laxmi Pujan)
11-08  closed       closed       Diwali Balipratipada
11-21  open         closed       Id-E-Milad
11-23  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
