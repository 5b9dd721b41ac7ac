/**
 * NSE 2021. Sources:
 * - Equity: pandas_market_calendars 5.5 NSE and exchange_calendars 4.13 XBOM (weekday holidays; Muhurat hours in
 *   the former); NSE list (bestdemataccounts.com). 02-24: NSE and BSE notices (money9.com, devdiscourse.com).
 *   Muhurat: freepressjournal.in 2021-11-04.
 * - Currency: Bank holidays of Maharashtra, on which the segment is closed; tradingqna.com/t/120487 (10-19);
 *   others one source.
 * - Commodity: chittorgarh.com. Muhurat: freepressjournal.in 2021-11-04. 02-24 (NSE): money9.com.
 */
export const NSE_2021 = `
date   equity                   currency                 commodity                occasion
01-01  open                     open                     morning                  New Year
01-26  closed                   closed                   closed                   Republic Day
02-19  open                     closed                   open                     Chhatrapati Shivaji Maharaj Jayanti
02-24  09:15-11:40,15:45-17:00  09:00-11:40,15:30-17:00  09:00-11:40,15:30-23:55  Network fault; traded until 17:00
03-11  closed                   closed                   evening                  Mahashivratri
03-29  closed                   closed                   evening                  Holi
04-01  open                     closed                   open                     Annual bank closing
04-02  closed                   closed                   closed                   Good Friday
04-13  open                     closed                   open                     Gudi Padwa
04-14  closed                   closed                   evening                  Dr. Babasaheb Ambedkar Jayanti
04-21  closed                   closed                   evening                  Ram Navami
05-13  closed                   closed                   evening                  Id-Ul-Fitr
05-26  open                     closed                   open                     Buddha Pournima
07-21  closed                   closed                   evening                  Bakri Id
08-16  open                     closed                   open                     Parsi New Year
08-19  closed                   closed                   evening                  Muharram
09-10  closed                   closed                   evening                  Ganesh Chaturthi
10-15  closed                   closed                   evening                  Dussehra
10-19  open                     closed                   open                     Id-E-Milad
11-04  18:15-19:15              18:15-19:15              18:15-19:15              Muhurat (Diwali Laxmi Pujan)
11-05  closed                   closed                   evening                  Diwali Balipratipada
11-19  closed                   closed                   evening                  Guru Nanak Jayanti
`;
