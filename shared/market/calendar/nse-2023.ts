/**
 * NSE 2023. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE notice 20221208-31, changed for Bakri Id by the NSE circular of 2023-06-27. Muhurat Sunday:
 *   BSE list.
 * - Currency: BSE notice 20221215-48, livemint.com 2023-03-22 and 2023-08-16. Id-E-Milad: the markets of the RBI
 *   stayed open on 09-28 and 09-29 (RBI, thehindubusinessline.com 2023-09-28).
 * - Commodity: programbr.com, which has no evening on 03-30 and 04-14, against the lists of the years around it;
 *   one source.
 */
export const NSE_2023 = `
date   equity       currency     commodity    occasion
01-26  closed       closed       closed       Republic Day
03-07  closed       closed       evening      Holi
03-22  open         closed       open         Gudi Padwa
03-30  closed       closed       evening      Ram Navami
04-04  closed       closed       evening      Mahavir Jayanti
04-07  closed       closed       closed       Good Friday
04-14  closed       closed       evening      Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       evening      Maharashtra Day
05-05  open         closed       open         Buddha Pournima
06-29  closed       closed       evening      Bakri Id
08-15  closed       closed       closed       Independence Day
08-16  open         closed       open         Parsi New Year
09-19  closed       closed       evening      Ganesh Chaturthi
10-02  closed       closed       closed       Mahatma Gandhi Jayanti
10-24  closed       closed       evening      Dussehra
11-12  18:15-19:15  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday)
11-14  closed       closed       evening      Diwali Balipratipada
11-27  closed       closed       evening      Guru Nanak Jayanti
12-25  closed       closed       closed       Christmas
`;
