"""Named times: months, seasons, holidays and quarters as the last day that fits the words."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun",
            "juli jul", "augustus aug", "september sept sep", "oktober okt", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

SEASONS = {
    "zomer": ((6, 21), (8, 31)),
    "zomervakantie": ((7, 10), (8, 31)),
    "vakantie": ((7, 10), (8, 31)),
    "bouwvak": ((7, 20), (8, 14)),
    "oogst": ((8, 1), (10, 31)),
    "herfst": ((9, 21), (11, 30)),
    "najaar": ((9, 1), (11, 30)),
    "winter": ((12, 1), (2, 28)),
    "voorjaar": ((3, 1), (5, 31)),
    "lente": ((3, 21), (5, 31)),
    "sinterklaas": ((12, 5), (12, 5)),
    "kerst": ((12, 25), (12, 26)),
    "kerstmis": ((12, 25), (12, 26)),
    "feestdagen": ((12, 1), (12, 31)),
    "jaarwisseling": ((12, 31), (12, 31)),
    "nieuwjaar": ((12, 31), (12, 31)),
    "pasen": ((0, 0), (0, 0)),
    "black friday": ((0, 0), (0, 0)),
}
"""First and last (month, day) of each; "voor de zomer" means before the first."""


def easter(year: int) -> date:
    """Easter Sunday, by the rule of the anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1).weekday()
    return date(year, 11, 1 + (3 - first) % 7 + 22)


def months_until(day: date, today: date) -> int:
    """Whole months from today to a day, rounded, at least 1."""
    return max(1, round((day - today).days / 30.44))


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def safe(year: int, month: int, day: int) -> date:
    """The day, or the month's last day where it has fewer."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def season(name: str, before: bool, today: date, years_on: int = 0) -> date:
    """The day before which ("voor de zomer") or by the end of which ("in de zomer") it must be."""
    for year in range(today.year - 1, today.year + 3):
        day = _season_day(name, before, year)
        if day >= today:
            return _season_day(name, before, year + years_on)
    raise ValueError(f"no {name} within three years of {today}")


def _season_day(name: str, before: bool, year: int) -> date:
    if name == "pasen":
        return easter(year)
    if name == "black friday":
        return black_friday(year)
    first, last = SEASONS[name]
    return safe(year, *first) if before else safe(year + (last < first), *last)


def quarter_end(year: int, quarter: int) -> date:
    """Last day of a quarter; quarters above 4 lie in the next year."""
    return month_end(year + (quarter - 1) // 4, ((quarter - 1) % 4 + 1) * 3)


def next_day(month: int, day: int, today: date) -> date:
    """The first such day that is not past; day 0 is the month's last."""
    this_year = safe(today.year, month, day or 31)
    return this_year if this_year >= today else safe(today.year + 1, month, day or 31)
