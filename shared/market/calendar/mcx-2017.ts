/**
 * MCX 2017. Sources:
 * - Commodity: fi-advisor.com; one source. Muhurat hours: not found.
 */
export const MCX_2017 = `
date   commodity  occasion
01-26  closed     Republic Day
02-24  evening    Mahashivratri
03-13  evening    Holi
04-04  evening    Ram Navami
04-14  closed     Good Friday, Dr. Babasaheb Ambedkar Jayanti
05-01  evening    Maharashtra Day
06-26  evening    Id-Ul-Fitr
08-15  closed     Independence Day
08-25  evening    Ganesh Chaturthi
10-02  closed     Mahatma Gandhi Jayanti
10-19  unknown    Muhurat (Diwali Laxmi Pujan)
10-20  evening    Diwali Balipratipada
12-25  closed     Christmas
`;
