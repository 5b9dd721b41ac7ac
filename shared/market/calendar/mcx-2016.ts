/**
 * MCX 2016. Sources:
 * - Commodity: tradesmartonline.in, fi-advisor.com. Muhurat hours: not found.
 */
export const MCX_2016 = `
date   commodity  occasion
01-01  morning    New Year
01-26  closed     Republic Day
03-07  evening    Mahashivratri
03-24  evening    Holi
03-25  closed     Good Friday
04-14  evening    Dr. Babasaheb Ambedkar Jayanti
04-15  evening    Ram Navami
04-19  evening    Mahavir Jayanti
07-06  evening    Id-Ul-Fitr
08-15  closed     Independence Day
09-05  evening    Ganesh Chaturthi
09-13  evening    Bakri Id
10-11  evening    Dussehra
10-12  evening    Muharram
10-30  unknown    Muhurat (Diwali Laxmi Pujan, Sunday)
10-31  evening    Diwali Balipratipada
11-14  evening    Guru Nanak Jayanti
`;
