/**
 * BSE 2023. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE notice 20221208-31, changed for Bakri Id by the NSE circular of 2023-06-27. Muhurat Sunday:
 *   BSE list.
 * - Currency: BSE notice 20221215-48, livemint.com 2023-03-22 and 2023-08-16. Id-E-Milad: the markets of the RBI
 *   stayed open on 09-28 and 09-29 (RBI, thehindubusinessline.com 2023-09-28).
 */
export const BSE_2023 = `
date   equity       currency     occasion
01-26  closed       closed       Republic Day
03-07  closed       closed       Holi
03-22  open         closed       Gudi Padwa
03-30  closed       closed       Ram Navami
04-04  closed       closed       Mahavir Jayanti
04-07  closed       closed       Good Friday
04-14  closed       closed       Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       Maharashtra Day
05-05  open         closed       Buddha Pournima
06-29  closed       closed       Bakri Id
08-15  closed       closed       Independence Day
08-16  open         closed       Parsi New Year
09-19  closed       closed       Ganesh Chaturthi
10-02  closed       closed       Mahatma Gandhi Jayanti
10-24  closed       closed       Dussehra
11-12  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
11-14  closed       closed       Diwali Balipratipada
11-27  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
