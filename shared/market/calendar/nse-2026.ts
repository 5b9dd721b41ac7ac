/**
 * NSE 2026. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE 20251212-8, NSE/CMTR/72349 and NSE/FAOP/72352 (Budget Sunday). Muhurat Sunday: the day is
 *   in the BSE list; its hours are from aion-indian-market-calendar 1.6 only.
 * - Currency: BSE 20251223-12 and 20260109-16, NSE/CD/71962 and NSE/CD/72233. Muhurat hours: one source.
 * - Commodity: BSE 20251215-5, NSE/COM/72263 (01-15), NSE/COM/72351 (Budget Sunday), aion-indian-market-calendar
 *   1.6 (MCX).
 */
export const NSE_2026 = `
date   equity       currency     commodity    occasion
01-01  open         open         morning      New Year
01-15  closed       closed       evening      Municipal elections in Maharashtra
01-26  closed       closed       closed       Republic Day
02-01  09:15-15:30  closed       09:00-17:00  Union Budget (Sunday)
02-19  open         closed       open         Chhatrapati Shivaji Maharaj Jayanti
03-03  closed       closed       evening      Holi
03-19  open         closed       open         Gudi Padwa
03-26  closed       closed       evening      Ram Navami
03-31  closed       closed       evening      Mahavir Jayanti
04-01  open         closed       open         Annual bank closing
04-03  closed       closed       closed       Good Friday
04-14  closed       closed       evening      Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       evening      Maharashtra Day
05-28  closed       closed       evening      Bakri Id
06-26  closed       closed       evening      Muharram
08-26  open         closed       open         Id-E-Milad
09-14  closed       closed       evening      Ganesh Chaturthi
10-02  closed       closed       closed       Mahatma Gandhi Jayanti
10-20  closed       closed       evening      Dussehra
11-08  18:15-19:15  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday; hours from one source)
11-10  closed       closed       evening      Diwali Balipratipada
11-24  closed       closed       evening      Guru Nanak Jayanti
12-25  closed       closed       closed       Christmas
`;
