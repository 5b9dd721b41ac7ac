/**
 * NSE 2022. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE/COM/50562 and priceactionhub.com. Muhurat: hindustantimes.com 2022-10-24.
 * - Currency: Bank holidays of Maharashtra, on which the segment is closed; Zerodha bulletin 329589 and
 *   tradingqna.com/t/134746 (08-16); others one source.
 * - Commodity: NSE/COM/50562, priceactionhub.com.
 */
export const NSE_2022 = `
date   equity       currency     commodity    occasion
01-26  closed       closed       closed       Republic Day
03-01  closed       closed       evening      Mahashivratri
03-18  closed       closed       evening      Holi
04-01  open         closed       open         Annual bank closing
04-14  closed       closed       evening      Mahavir Jayanti, Dr. Babasaheb Ambedkar Jayanti
04-15  closed       closed       closed       Good Friday
05-03  closed       closed       evening      Id-Ul-Fitr
05-16  open         closed       open         Buddha Pournima
08-09  closed       closed       evening      Muharram
08-15  closed       closed       closed       Independence Day
08-16  open         closed       open         Parsi New Year
08-31  closed       closed       evening      Ganesh Chaturthi
10-05  closed       closed       evening      Dussehra
10-24  18:15-19:15  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan)
10-26  closed       closed       evening      Diwali Balipratipada
11-08  closed       closed       evening      Guru Nanak Jayanti
`;
