"""Expands recurrence rules with python-dateutil or with libical, for make.ts: expand.py <which>.

One JSON case a line comes in: kind ("date", "floating", "zoned"), zone, start, rule, rdates,
exdates, limit (how many keys) and horizon (no key after it). One JSON answer a line goes out: the
keys, or null where the rule is refused. Needs Debian's python3-dateutil,
python3-gi and gir1.2-ical-3.0.

Each walks the wall clock of the series; zones matter for an UNTIL in UTC alone, which dateutil
compares as an instant and libical on the zone's clock (it would move a start that the clock skips).
dateutil makes the whole set with its rruleset; libical's iterator knows rules only, and the set is
made around it.
"""

import json
import re
import subprocess
import sys
import types
import datetime as datetime_module
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import dateutil.rrule
import gi
from dateutil.rrule import rrulestr, rruleset

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402


def read(text):
    return datetime.strptime(text if "T" in text else text + "T000000", "%Y%m%dT%H%M%S")


def write(moment, kind):
    return moment.strftime("%Y%m%d" if kind == "date" else "%Y%m%dT%H%M%S")


def by_utc(case):
    return case["kind"] == "zoned" and re.search(r"UNTIL=\d{8}T\d{6}Z", case["rule"]) is not None


def dateutil_rule(case, rule):
    start = read(case["start"])
    if by_utc(case):
        start = start.replace(tzinfo=ZoneInfo(case["zone"]))
    return rrulestr(rule, dtstart=start)


def of_dateutil(case):
    keep = (lambda at: at.replace(tzinfo=ZoneInfo(case["zone"]))) if by_utc(case) else lambda at: at
    rule = counted_with_start(case, lambda rule: next(iter(dateutil_rule(case, rule)), None))
    together = rruleset()
    if rule is not None:
        together.rrule(dateutil_rule(case, rule))
    together.rdate(keep(read(case["start"])))
    for text in case["rdates"]:
        together.rdate(keep(read(text)))
    for text in case["exdates"]:
        together.exdate(keep(read(text)))
    return bounded(case, (moment.replace(tzinfo=None) for moment in together))


def libical_keys(case, rule):
    if by_utc(case):
        until = re.search(r"UNTIL=(\w+)Z", rule)
        moment = read(until[1]).replace(tzinfo=timezone.utc).astimezone(ZoneInfo(case["zone"]))
        rule = rule.replace(until[0], "UNTIL=" + moment.strftime("%Y%m%dT%H%M%S"))
    recurrence = ICalGLib.Recurrence.new_from_string(rule)
    if recurrence is None:
        raise ValueError("libical cannot read " + rule)
    start = ICalGLib.Time.new_from_string(case["start"])
    keys = ICalGLib.RecurIterator.new(recurrence, start)
    if keys is None:
        raise ValueError("libical does not iterate " + rule)
    while True:
        time = keys.next()
        if time is None or time.is_null_time():
            return
        year, month, day = time.get_year(), time.get_month(), time.get_day()
        if time.is_date():
            yield datetime(year, month, day)
        else:
            yield datetime(year, month, day, time.get_hour(), time.get_minute(), time.get_second())


def of_libical(case):
    rule = counted_with_start(case, lambda rule: next(libical_keys(case, rule), None))
    extra = sorted({read(text) for text in [case["start"], *case["rdates"]]})
    excluded = {read(text) for text in case["exdates"]}

    def together():
        keys = libical_keys(case, rule) if rule is not None else iter(())
        last = None
        for key in keys:
            while extra and extra[0] <= key:
                earlier = extra.pop(0)
                if earlier < key and earlier not in excluded:
                    yield earlier
            if key not in excluded and key != last:
                yield key
            last = key
        yield from (key for key in extra if key not in excluded)

    return bounded(case, together())


def counted_with_start(case, first_of):
    """The rule to walk beside the start: COUNT counts the start, also where the rule leaves it out."""
    rule = case["rule"]
    count = re.search(r";COUNT=(\d+)", rule)
    if count is None or first_of(rule.replace(count[0], "")) == read(case["start"]):
        return rule
    left = int(count[1]) - 1
    return rule.replace(count[0], f";COUNT={left}") if left > 0 else None


def bounded(case, keys):
    horizon = read(case["horizon"])
    found = []
    for key in keys:
        if key > horizon or len(found) >= case["limit"]:
            break
        found.append(write(key, case["kind"]))
    return found


def attempt(expand, case):
    try:
        return expand(case)
    except (ValueError, LookupError, OverflowError, TypeError):
        # dateutil runs out of its own tables with some numbered weekdays (IndexError); what libical
        # has not implemented is a null iterator (TypeError).
        return None


def main(expand):
    # A rule that has no more dates lets dateutil run to the last year that there is.
    calendar = types.SimpleNamespace(**vars(datetime_module))
    dateutil.rrule.datetime = calendar
    for line in sys.stdin:
        case = json.loads(line)
        calendar.MAXYEAR = read(case["horizon"]).year + 1
        print(json.dumps(attempt(expand, case), separators=(",", ":")), flush=True)


def versions():
    command = ["dpkg-query", "--show", "--showformat=${Version}", "libical3"]
    libical = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return {"dateutil": dateutil.__version__, "libical": libical}


if sys.argv[1] == "versions":
    print(json.dumps(versions()))
else:
    main({"dateutil": of_dateutil, "libical": of_libical}[sys.argv[1]])
