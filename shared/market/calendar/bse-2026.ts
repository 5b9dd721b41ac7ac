/**
 * BSE 2026. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); BSE 20251212-8, NSE/CMTR/72349 and NSE/FAOP/72352 (Budget Sunday). Muhurat Sunday: the day is
 *   in the BSE list; its hours are from aion-indian-market-calendar 1.6 only.
 * - Currency: BSE 20251223-12 and 20260109-16, NSE/CD/71962 and NSE/CD/72233. Muhurat hours: one source.
 */
export const BSE_2026 = `
date   equity       currency     occasion
01-15  closed       closed       Municipal elections in Maharashtra
01-26  closed       closed       Republic Day
02-01  09:15-15:30  closed       Union Budget (Sunday)
02-19  open         closed       Chhatrapati Shivaji Maharaj Jayanti
03-03  closed       closed       Holi
03-19  open         closed       Gudi Padwa
03-26  closed       closed       Ram Navami
03-31  closed       closed       Mahavir Jayanti
04-01  open         closed       Annual bank closing
04-03  closed       closed       Good Friday
04-14  closed       closed       Dr. Babasaheb Ambedkar Jayanti
05-01  closed       closed       Maharashtra Day
05-28  closed       closed       Bakri Id
06-26  closed       closed       Muharram
08-26  open         closed       Id-E-Milad
09-14  closed       closed       Ganesh Chaturthi
10-02  closed       closed       Mahatma Gandhi Jayanti
10-20  closed       closed       Dussehra
11-08  18:15-19:15  18:15-19:15  Muhurat (Diwali Laxmi Pujan, Sunday; hours from one source)
11-10  closed       closed       Diwali Balipratipada
11-24  closed       closed       Guru Nanak Jayanti
12-25  closed       closed       Christmas
`;
