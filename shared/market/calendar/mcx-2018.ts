/**
 * MCX 2018. Sources:
 * - Commodity: mcxstar.com (its last November and December lines are garbled; one source), Zerodha bulletin
 *   195574 (09-20). Muhurat hours: not found.
 */
export const MCX_2018 = `
date   commodity  occasion
01-01  morning    New Year
01-26  closed     Republic Day
02-13  evening    Mahashivratri
03-02  evening    Holi
03-29  evening    Mahavir Jayanti
03-30  closed     Good Friday
05-01  evening    Maharashtra Day
08-15  closed     Independence Day
08-22  evening    Bakri Id
09-13  evening    Ganesh Chaturthi
09-20  evening    Muharram
10-02  closed     Mahatma Gandhi Jayanti
10-18  evening    Dussehra
11-07  unknown    Muhurat (Diwali Laxmi Pujan)
11-08  evening    Diwali Balipratipada
11-23  evening    Guru Nanak Jayanti
12-25  closed     Christmas
`;
