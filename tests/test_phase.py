"""Dates of the usual exports, and the phases of elections by their calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netral_cli.elections.profile import Calendar, Profile, builtin_profile, builtin_profiles
from netral_cli.finding import Assessor
from netral_cli.rules.phase import WIB, Order, Phase, elections_of, order_of, parse_post_date, phase_in, phase_of
from netral_cli.verdict import Verdict

DAY = dt.date(2024, 10, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-20", "2024-10-20 07:15:00", "2024-10-20T07:15:00", "2024-10-20T07:15:00Z", "2024-10-20T07:15:00.000Z",
        "2024-10-20 07:15:00+00:00", "2024-10-20T07:15:00+0000", "2024-10-20 07:15:00 UTC", "2024/10/20 07:15", "20241020",
        "20241020T071500Z", "Sun Oct 20 07:15:00 +0000 2024", "Sun, 20 Oct 2024 07:15:00 GMT", "20/10/2024", "20/10/2024 07.15",
        "20-10-2024", "20.10.2024", "20/10/24", "10/20/2024", "10/20/2024 7:15 AM", "20 Oktober 2024", "20 Okt 2024 14.30",
        "20 okt 2024", "Minggu, 20 Oktober 2024 pukul 14.30 WIB", "Minggu (20/10/2024)", "20-Okt-24", "20 Oct 2024",
        "Oct 20, 2024", "October 20, 2024 at 7:15 AM", "Oct 20, 2024 · 7:15 AM UTC", "1729408500", "1729408500000", "1729408500.0",
        "45585", "45585.30", "  2024-10-20  ", '"2024-10-20"', "2024-10-20 00:30 WIB", "2024-10-20 01:30 WITA", "2024-10-20T00:30+07:00",
        "20 Oktober 2024 23:59",
    ],
)  # fmt: skip
def test_the_formats_of_usual_exports_are_read(text: str) -> None:
    assert parse_post_date(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-10-20 17:00:00+00:00", dt.date(2024, 10, 21)),
        ("2024-10-20 16:59:59+00:00", dt.date(2024, 10, 20)),
        ("2024-10-20T17:00:00Z", dt.date(2024, 10, 21)),
        ("Sun Oct 20 17:15:00 +0000 2024", dt.date(2024, 10, 21)),
        ("Sun, 20 Oct 2024 23:00:00 GMT", dt.date(2024, 10, 21)),
        ("2024-10-20 00:30 WIT", dt.date(2024, 10, 19)),
        ("2024-10-20 23:30", dt.date(2024, 10, 20)),
        ("Oct 20, 2024 · 11:15 PM UTC", dt.date(2024, 10, 21)),
        ("Oct 20, 2024 · 12:15 AM UTC", dt.date(2024, 10, 20)),
        ("2024-10-20T22:00:00-05:00", dt.date(2024, 10, 21)),
        ("1729443600", dt.date(2024, 10, 21)),
        ("03/04/2024", dt.date(2024, 4, 3)),
        ("04/13/2024", dt.date(2024, 4, 13)),
        ("1 Pebruari 2024", dt.date(2024, 2, 1)),
        ("17 Ags 2024", dt.date(2024, 8, 17)),
        ("Jum'at, 5 Juli 2024", dt.date(2024, 7, 5)),
    ],
)  # fmt: skip
def test_zones_are_turned_into_wib_and_day_comes_first(text: str, day: dt.date) -> None:
    assert parse_post_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "nan", "-", "kemarin", "2 jam", "31/02/2024", "2024-13-40", "20 Okt 14.30", "0", "12345678901234567890",
        "081234567890", "nomor 2", "20 Foo 2024", "99999",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_post_date(text) is None


ANY_DAY = st.dates(dt.date(2005, 1, 1), dt.date(2035, 12, 31))
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


@given(ANY_DAY)
def test_every_day_survives_every_format(day: dt.date) -> None:
    assert parse_post_date(day.isoformat()) == day
    assert parse_post_date(f"{day:%d/%m/%Y}") == day
    assert parse_post_date(f"{day.day} {MONTHS[day.month - 1]} {day.year}") == day
    assert parse_post_date(f"{day.day} {MONTHS[day.month - 1][:3]} {day.year} 14.30") == day
    assert parse_post_date(f"{day:%Y%m%d}") == day


@given(st.datetimes(dt.datetime(2005, 1, 2), dt.datetime(2035, 12, 30)), st.integers(-12, 14))
def test_every_moment_falls_on_its_day_in_wib(moment: dt.datetime, hours: int) -> None:
    there = moment.replace(microsecond=0, tzinfo=dt.timezone(dt.timedelta(hours=hours)))
    wanted = there.astimezone(WIB).date()
    assert parse_post_date(there.isoformat()) == wanted
    assert parse_post_date(there.isoformat(" ")) == wanted
    assert parse_post_date(str(int(there.timestamp()))) == wanted
    assert parse_post_date(str(int(there.timestamp() * 1000))) == wanted
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    sign = "-" if hours < 0 else "+"
    twitter = f"Mon {names[there.month - 1]} {there.day:02} {there:%H:%M:%S} {sign}{abs(hours):02}00 {there.year}"
    assert parse_post_date(twitter) == wanted


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = parse_post_date(text)
    assert found is None or isinstance(found, dt.date)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (dt.date(2024, 8, 1), Phase.SEBELUM_PENETAPAN), (dt.date(2024, 9, 21), Phase.SEBELUM_PENETAPAN),
        (dt.date(2024, 9, 22), Phase.SESUDAH_PENETAPAN), (dt.date(2024, 9, 24), Phase.SESUDAH_PENETAPAN),
        (dt.date(2024, 9, 25), Phase.KAMPANYE), (dt.date(2024, 11, 23), Phase.KAMPANYE),
        (dt.date(2024, 11, 24), Phase.TENANG), (dt.date(2024, 11, 26), Phase.TENANG),
        (dt.date(2024, 11, 27), Phase.PEMUNGUTAN), (dt.date(2024, 11, 28), Phase.SESUDAH),
    ],
)  # fmt: skip
def test_the_calendar_of_pilkada_2024_decides_the_phase(day: dt.date, phase: Phase) -> None:
    reading = phase_of(day, [builtin_profile("pilgub-jakarta-2024"), builtin_profile("nasional")])
    assert reading.phase == phase
    assert reading.profile == "pilgub-jakarta-2024"
    assert reading.jenis == "pilkada"


def test_of_several_elections_the_nearest_decides() -> None:
    profiles = [builtin_profile("pilpres-2024"), builtin_profile("pilgub-jabar-2024")]
    assert phase_of(dt.date(2024, 1, 10), profiles).profile == "pilpres-2024"
    assert phase_of(dt.date(2024, 2, 20), profiles).phase == Phase.SESUDAH
    assert phase_of(dt.date(2024, 8, 20), profiles).profile == "pilgub-jabar-2024"
    assert phase_of(dt.date(2024, 8, 20), profiles).phase == Phase.SEBELUM_PENETAPAN


def test_all_built_in_profiles_agree_on_one_day_without_naming_one_region() -> None:
    reading = phase_of(DAY, builtin_profiles())
    assert (reading.phase, reading.jenis, reading.profile) == (Phase.KAMPANYE, "pilkada", "")
    assert phase_of(dt.date(2019, 1, 1), builtin_profiles()).profile == "pilpres-2019"
    # Long after one election the next one counts.
    assert phase_of(dt.date(2022, 6, 1), builtin_profiles()).phase == Phase.SEBELUM_PENETAPAN


def test_a_second_round_is_its_own_election() -> None:
    def profile(name: str, first: dt.date) -> Profile:
        days = [first + dt.timedelta(days=n) for n in (0, 3, 20, 21, 23, 24)]
        return Profile(name, name, "pilkada", jadwal=Calendar(days[0], (days[1], days[2]), (days[3], days[4]), days[5]))

    rounds = [profile("putaran-1", dt.date(2029, 1, 1)), profile("putaran-2", dt.date(2029, 3, 1))]
    assert phase_of(dt.date(2029, 1, 30), rounds).profile == "putaran-1"
    assert phase_of(dt.date(2029, 2, 27), rounds).profile == "putaran-2"
    assert phase_of(dt.date(2029, 3, 10), rounds).phase == Phase.KAMPANYE


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (dt.date(2017, 2, 15), Phase.PEMUNGUTAN),
        (dt.date(2017, 2, 16), Phase.SESUDAH_PENETAPAN),
        (dt.date(2017, 3, 7), Phase.KAMPANYE),
        (dt.date(2017, 4, 15), Phase.KAMPANYE),
        (dt.date(2017, 4, 16), Phase.TENANG),
        (dt.date(2017, 4, 19), Phase.PEMUNGUTAN),
        (dt.date(2017, 4, 20), Phase.SESUDAH),
        (dt.date(2018, 4, 19), Phase.SESUDAH),
        (dt.date(2018, 4, 20), Phase.TIDAK_DIKETAHUI),
    ],
)
def test_a_second_round_in_the_calendar_counts_from_the_first_vote_on(day: dt.date, phase: Phase) -> None:
    assert phase_of(day, [builtin_profile("pilgub-dki-2017")]).phase == phase


def test_without_date_or_calendar_the_phase_is_unknown() -> None:
    assert phase_of(None, builtin_profiles()).phase == Phase.TIDAK_DIKETAHUI
    assert phase_of(DAY, []).phase == Phase.TIDAK_DIKETAHUI
    assert phase_of(DAY, [builtin_profile("nasional")]).phase == Phase.TIDAK_DIKETAHUI
    assert phase_of(dt.date(2001, 1, 1), builtin_profiles()).phase == Phase.TIDAK_DIKETAHUI


def test_a_calendar_with_gaps_says_only_what_it_knows() -> None:
    campaign = (dt.date(2029, 1, 10), dt.date(2029, 2, 10))
    vote = dt.date(2029, 2, 14)
    assert phase_in(dt.date(2029, 1, 1), Calendar(kampanye=campaign)) == Phase.TIDAK_DIKETAHUI
    assert phase_in(dt.date(2029, 1, 15), Calendar(kampanye=campaign)) == Phase.KAMPANYE
    assert phase_in(dt.date(2029, 2, 12), Calendar(kampanye=campaign)) == Phase.TIDAK_DIKETAHUI
    assert phase_in(dt.date(2029, 2, 12), Calendar(kampanye=campaign, pemungutan=vote)) == Phase.TENANG
    assert phase_in(dt.date(2029, 2, 1), Calendar(pemungutan=vote)) == Phase.TIDAK_DIKETAHUI
    assert phase_in(dt.date(2029, 2, 15), Calendar(pemungutan=vote)) == Phase.SESUDAH


@pytest.mark.parametrize(
    ("name", "day", "phase", "profile"),
    [
        ("Airin", dt.date(2024, 5, 20), Phase.SEBELUM_PENETAPAN, "pilgub-banten-2024"),
        ("Ganjar", dt.date(2024, 1, 15), Phase.KAMPANYE, "pilpres-2024"),
        ("Ganjar", dt.date(2024, 11, 15), Phase.SESUDAH, "pilpres-2024"),  # while governors campaign
        ("Khofifah", dt.date(2024, 6, 1), Phase.SEBELUM_PENETAPAN, "pilgub-jatim-2024"),  # once talked of as more
        ("Joko Widodo", dt.date(2024, 1, 5), Phase.TIDAK_DIKETAHUI, ""),  # stands no more
    ],
)
def test_the_phase_is_that_of_the_election_of_those_named(name: str, day: dt.date, phase: Phase, profile: str) -> None:
    profiles = builtin_profiles()
    named = [side.label for p in profiles for side in p.sides if name in side.label and not side.is_party]
    found = phase_of(day, elections_of(named, profiles, day))
    assert (found.phase, found.profile) == (phase, profile)


def test_parties_and_posts_that_name_nobody_have_the_nearest_election() -> None:
    profiles, day = builtin_profiles(), dt.date(2024, 1, 15)
    party = next(side.label for p in profiles for side in p.sides if side.is_party)
    assert elections_of([party], profiles, day) == elections_of([], profiles, day) == []
    for objects in ((), (party,)):
        verdict = Verdict("tinjau", 0.5, (), "", (), objects)
        assert Assessor(profiles, day=day).assess(verdict, "x").phase.profile == "pilpres-2024"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("10/31/2024", Order.MONTH), ("'10/31/2024'", Order.MONTH), ("Thu, 10/31/2024 10:00", Order.MONTH),
        ("31.10.24", Order.DAY), ("2-11-2024", Order.EITHER), ("05/5/2024", None), ("2024-10-31", None),
        ("10/99/2024", None), ("0/31/2024", None), ("31/31/2024", None), ("10 Nov 2024", None), ("", None),
    ],
)  # fmt: skip
def test_the_order_of_a_date_in_figures(text: str, order: Order | None) -> None:
    assert order_of(text) is order
    assert order is None or parse_post_date(text) is not None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31)))
def test_the_order_is_in_doubt_only_where_both_days_exist(day: dt.date) -> None:
    found = order_of(f"{day.month}/{day.day}/{day.year}")
    assert found is (None if day.day == day.month else Order.EITHER if day.day <= 12 else Order.MONTH)
