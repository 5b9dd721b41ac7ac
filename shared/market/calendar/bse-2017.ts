/**
 * BSE 2017. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); india-public-holidays.com/bombay-stock-exchange/2017.
 * - Currency: 02-21: ndtvprofit.com 2026-01-08. Others: bank holidays of Maharashtra (scribd.com 370564772), on
 *   which the segment is closed; one source.
 */
export const BSE_2017 = `
date   equity       currency  occasion
01-26  closed       closed    Republic Day
02-21  open         closed    Municipal elections in Mumbai
02-24  closed       closed    Mahashivratri
03-13  closed       closed    Holi
03-28  open         closed    Gudi Padwa
04-04  closed       closed    Ram Navami
04-14  closed       closed    Good Friday, Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed    Maharashtra Day
05-10  open         closed    Buddha Pournima
06-26  closed       closed    Id-Ul-Fitr
08-15  closed       closed    Independence Day
08-17  open         closed    Parsi New Year
08-25  closed       closed    Ganesh Chaturthi
10-02  closed       closed    Mahatma Gandhi Jayanti
10-19  18:30-19:30  unknown   Muhurat (Diwali Laxmi Pujan)
10-20  closed       closed    Diwali Balipratipada
12-01  open         closed    Id-E-Milad
12-25  closed       closed    Christmas
`;
