/**
 * NSE 2025. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE list. Budget Saturday: livemint.com 2025-01-29. Muhurat: NSE/ISC/70700,
 *   business-standard.com 2025-10-01.
 * - Currency: BSE list. 09-08 instead of 09-05: BSE 20250904-56, devdiscourse.com 2025-09-08.
 * - Commodity: rupeezy.in. Budget Saturday: livemint.com 2025-01-29. Muhurat: lokmattimes.com 2025-10-21. MCX
 *   07-23 and 10-28: news.az, fortuneindia.com.
 */
export const NSE_2025 = `
date   equity       currency     commodity    occasion
01-01  open         open         morning      New Year
02-01  09:15-15:30  closed       09:00-17:00  Union Budget (Saturday)
02-19  open         closed       open         Chhatrapati Shivaji Maharaj Jayanti
02-26  closed       closed       evening      Mahashivratri
03-14  closed       closed       evening      Holi
03-31  closed       closed       evening      Id-Ul-Fitr
04-01  open         closed       open         Annual bank closing
04-10  closed       closed       evening      Mahavir Jayanti
04-14  closed       closed       evening      Dr. Babasaheb Ambedkar Jayanti
04-18  closed       closed       closed       Good Friday
05-01  closed       closed       evening      Maharashtra Day
05-12  open         closed       open         Buddha Pournima
08-15  closed       closed       closed       Independence Day
08-27  closed       closed       evening      Ganesh Chaturthi
09-08  open         closed       open         Id-E-Milad
10-02  closed       closed       closed       Mahatma Gandhi Jayanti, Dussehra
10-21  13:45-14:45  13:45-14:45  13:45-14:45  Muhurat (Diwali Laxmi Pujan)
10-22  closed       closed       evening      Diwali Balipratipada
11-05  closed       closed       evening      Guru Nanak Jayanti
12-25  closed       closed       closed       Christmas
`;
