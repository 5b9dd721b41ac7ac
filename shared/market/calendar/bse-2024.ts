/**
 * BSE 2024. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE list (rrstock.in). Saturdays: livemint.com 2023-12-29, Zerodha bulletin 377895,
 *   ndtvprofit.com 2024-05-07. For 05-18 some papers print 11:45-12:40: these are other lines of the same
 *   timetable.
 * - Currency: nirmalbang.com/currency-trading-holidays. 09-18 instead of 09-16: RBI (hindustantimes.com
 *   2024-09-18).
 */
export const BSE_2024 = `
date   equity                   currency     occasion
01-20  09:15-15:30              closed       Saturday in place of Monday 01-22
01-22  closed                   closed       Ayodhya Ram Mandir consecration
01-26  closed                   closed       Republic Day
02-19  open                     closed       Chhatrapati Shivaji Maharaj Jayanti
03-02  09:15-10:00,11:30-12:30  closed       Saturday, switch to the disaster recovery site
03-08  closed                   closed       Mahashivratri
03-25  closed                   closed       Holi
03-29  closed                   closed       Good Friday
04-01  open                     closed       Annual bank closing
04-09  open                     closed       Gudi Padwa
04-11  closed                   closed       Id-Ul-Fitr
04-17  closed                   closed       Ram Navami
05-01  closed                   closed       Maharashtra Day
05-18  09:15-10:00,11:30-12:30  closed       Saturday, switch to the disaster recovery site
05-20  closed                   closed       General election
05-23  open                     closed       Buddha Pournima
06-17  closed                   closed       Bakri Id
07-17  closed                   closed       Muharram
08-15  closed                   closed       Independence Day
09-18  open                     closed       Id-E-Milad
10-02  closed                   closed       Mahatma Gandhi Jayanti
11-01  18:00-19:00              18:00-19:00  Muhurat (Diwali Laxmi Pujan)
11-15  closed                   closed       Guru Nanak Jayanti
11-20  closed                   closed       Maharashtra Assembly election
12-25  closed                   closed       Christmas
`;
