"""Compares the calendar of NSE's and BSE's cash markets with two packages of PyPI.

Reads the hours of every day, as `node infra/commands/calendar.ts --json` prints them, from standard input. Exits with 1
if a day differs that DIFFERENCES does not name, or if a named difference is gone. `npm run check:calendars` installs the packages and runs it.
"""

import json
import sys

import exchange_calendars
import pandas_market_calendars

START, END = "2015-01-01", "2026-12-31"
ZONE = "Asia/Kolkata"

XBOM, BSE, NSE = "exchange_calendars XBOM", "pandas_market_calendars BSE", "pandas_market_calendars NSE"

# Packages with a cash market that trades only from Monday to Friday.
WEEKDAYS_ONLY = {XBOM, BSE, NSE}
# Packages without the hours of Muhurat sessions on weekdays.
NO_MUHURAT = {XBOM, BSE}

BUDGET = "This project: the exchanges traded on the day of the Union Budget"
MUHURAT = "This project: the exchange traded in the Muhurat hour only"
RECOVERY = "This project: two sessions for the switch to the disaster recovery site (Zerodha bulletin 377895)"

# The packages that differ on a day, with who is right and why. Sources: shared/market/calendar/nse-<year>.ts.
DIFFERENCES = {
    "2015-02-28": (WEEKDAYS_ONLY, BUDGET),
    "2015-11-11": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2016-10-30": (WEEKDAYS_ONLY, MUHURAT + " (Zerodha bulletin 53008)"),
    "2017-10-19": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2018-11-07": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2019-10-27": (WEEKDAYS_ONLY, MUHURAT + " (ndtv.com 2019-10-27)"),
    "2020-02-01": (WEEKDAYS_ONLY, BUDGET),
    "2020-05-25": ({BSE}, "This project: Id-Ul-Fitr, in NSE's list and in the other two packages"),
    "2020-07-31": ({BSE}, "This project: Bakri Id was Saturday 2020-08-01 in NSE's list; the other two packages trade"),
    "2020-11-14": (WEEKDAYS_ONLY, MUHURAT),
    "2021-02-24": (NO_MUHURAT, "This project: BSE stayed open until 17:00 (BSE notice, devdiscourse.com 1471373)"),
    "2021-11-04": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2022-10-24": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2023-11-12": (WEEKDAYS_ONLY, MUHURAT + " (BSE notice 20221208-31 for the day)"),
    "2024-01-20": (WEEKDAYS_ONLY, "This project: full session in place of Monday 2024-01-22"),
    "2024-03-02": (WEEKDAYS_ONLY, RECOVERY),
    "2024-05-18": (WEEKDAYS_ONLY, RECOVERY),
    "2024-11-01": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2025-02-01": (WEEKDAYS_ONLY, BUDGET),
    "2025-10-21": (NO_MUHURAT, MUHURAT + "; pandas_market_calendars NSE has it"),
    "2026-01-15": ({XBOM}, "This project: municipal elections (NSE/CD/72233), in pandas_market_calendars, too"),
    "2026-02-01": (WEEKDAYS_ONLY, BUDGET + " (NSE/CMTR/72349)"),
    "2026-11-08": (WEEKDAYS_ONLY, MUHURAT + "; the day is in the BSE list, its hours are from one source"),
}


def clock(moment):
    return moment.tz_convert(ZONE).strftime("%H:%M")


def of_exchange_calendars():
    calendar = exchange_calendars.get_calendar("XBOM", start=START, end=END)
    days = {}
    for day, row in calendar.schedule.iterrows():
        days[str(day.date())] = f"{clock(row['open'])}-{clock(row['close'])}"
    return days


def of_pandas_market_calendars(name):
    calendar = pandas_market_calendars.get_calendar(name)
    days = {}
    for day, row in calendar.schedule(START, END, interruptions=True).iterrows():
        stops = [row[column] for column in row.index if column.startswith("interruption_")]
        edges = [row["market_open"], *[stop for stop in stops if stop == stop], row["market_close"]]
        times = [clock(edge) for edge in edges]
        days[str(day.date())] = ",".join(f"{times[i]}-{times[i + 1]}" for i in range(0, len(times), 2))
    return days


def main():
    ours = json.load(sys.stdin)
    packages = {
        XBOM: (of_exchange_calendars(), ours["BSE"]["other shares"]),
        BSE: (of_pandas_market_calendars("BSE"), ours["BSE"]["other shares"]),
        NSE: (of_pandas_market_calendars("NSE"), ours["NSE"]["other shares"]),
    }
    found, compared = {}, 0
    for package, (theirs, own) in packages.items():
        for day, hours in sorted(own.items()):
            compared += 1
            if hours != theirs.get(day, "closed"):
                found.setdefault(day, {})[package] = (hours, theirs.get(day, "closed"))
    wrong = []
    for day in sorted({*found, *DIFFERENCES}):
        named, why = DIFFERENCES.get(day, (set(), "not named"))
        differing = found.get(day, {})
        for package, (own, other) in sorted(differing.items()):
            mark = "" if package in named else "  <-- NOT NAMED"
            print(f"{day}  {package}: {other}; here {own}. {why}{mark}")
            if package not in named:
                wrong.append(day)
        for package in sorted(named - set(differing)):
            print(f"{day}  {package}: named, but there is no difference  <-- GONE")
            wrong.append(day)
    print(f"{compared} days compared, {len(found)} differ, {len(wrong)} of the differences are not as named.")
    return 1 if wrong else 0


sys.exit(main())
