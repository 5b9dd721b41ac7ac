/**
 * BSE 2025. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE list. Budget Saturday: livemint.com 2025-01-29. Muhurat: NSE/ISC/70700,
 *   business-standard.com 2025-10-01.
 * - Currency: BSE list. 09-08 instead of 09-05: BSE 20250904-56, devdiscourse.com 2025-09-08.
 */
export const BSE_2025 = `
date   equity       currency     occasion
02-01  09:15-15:30  closed       Union Budget (Saturday)
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
02-26  closed       closed       Mahashivratri
03-14  closed       closed       Holi
03-31  closed       closed       Id-Ul-Fitr
04-01  open         closed       Annual bank closing
04-10  closed       closed       Mahavir Jayanti
04-14  closed       closed       Dr. Babasaheb Ambedkar Jayanti
04-18  closed       closed       Good Friday
05-01  closed       closed       Maharashtra Day
05-12  open         closed       Buddha Pournima
08-15  closed       closed       Independence Day
08-27  closed       closed       Ganesh Chaturthi
09-08  open         closed       Id-E-Milad
10-02  closed       closed       Mahatma Gandhi Jayanti, Dussehra
10-21  13:45-14:45  13:45-14:45  Muhurat (Diwali Laxmi Pujan)
10-22  closed       closed       Diwali Balipratipada
11-05  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
