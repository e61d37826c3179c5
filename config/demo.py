"""The journey of a traveller over HTTP against a running RIZ: `make demo`.

Prints each step with its answer and ends with an error at the first one that is not as it should be.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import environ
import httpx

from config.local.place import Place
from riz import clock
from riz.ids import new_id
from riz.money import Money

PATIENCE_SECONDS = 120.0
LONG_PATIENCE_SECONDS = (
    3600.0  # a slow machine compiles the search's loops for several minutes, once
)
DAYS_AHEAD = 45
NIGHTS = 2


class DemoFailed(Exception):
    """A step did not come to what it should."""


class Demo:
    """A walk through the journey; each step prints what it asked and what came back."""

    def __init__(self, place: Place) -> None:
        environ.Env.read_env(place.environment_file)
        self._place = place
        self._address = environ.Env().str("BASE_URL", "http://127.0.0.1:8000")
        self._client = httpx.Client(base_url=self._address, timeout=60)
        self._number = 0

    def run(self) -> None:
        """Walk the journey."""
        print(f"A traveller books Tripura at {self._address}")
        account = self._sign_in()
        stay = self._search()
        dates = self._check(stay)
        self._find_ways(dates)
        hold = self._hold(stay, dates)
        order = self._book(stay, dates, hold)
        intent = self._pay(order)
        booking = self._read_back(order["bookings"][0])
        self._show_receipt(intent)
        self._show_mail(booking, account)
        self._show_events(booking)
        print("\nDone: one booking, paid, confirmed, and a mail about it.")

    def _sign_in(self) -> str:
        self._title("Sign in")
        if not self._place.accounts.exists():
            raise DemoFailed("there are no demo accounts; start RIZ with `make run` first")
        accounts = json.loads(self._place.accounts.read_text())
        traveller = next(one for one in accounts if one["role"] == "TRAVELLER")
        answer = self._post(
            "/auth/login", {"email": traveller["email"], "password": traveller["password"]}
        )
        self._client.headers["Authorization"] = f"Bearer {answer['access_token']}"
        me = self._get("/auth/me")
        self._print(f"signed in as {me['full_name']} <{me['email']}>")
        return str(traveller["email"])

    def _search(self) -> dict[str, Any]:
        self._title("Search a destination")
        found = self._get("/destinations", q="neermahal")["results"]
        if not found:
            raise DemoFailed("no destination is called Neermahal; load the data first")
        place = found[0]
        self._print(f"{place['name']}, {place['district']}: {place['summary']}")
        stays = self._get("/accommodations", destination=place["slug"])["results"]
        for stay in stays:
            self._print(f"{stay['name']}: {_money(stay['base_price'])} a night")
        return dict(stays[0])

    def _check(self, stay: dict[str, Any]) -> tuple[dt.date, dt.date]:
        self._title("Check availability")
        first = clock.now().date() + dt.timedelta(days=DAYS_AHEAD)
        calendar = self._get(
            "/inventory/availability",
            resource_id=stay["id"],
            first_date=first,
            end_date=first + dt.timedelta(days=7),
        )
        for date in calendar["dates"]:
            self._print(f"{date['date']}: {date['free']} free at {_money(date['unit_price'])}")
        check_in = self._free_run(calendar["dates"])
        check_out = check_in + dt.timedelta(days=NIGHTS)
        quote = self._get(
            "/inventory/quote",
            resource_id=stay["id"],
            check_in=check_in,
            check_out=check_out,
            guests=2,
        )
        self._print(f"{check_in} to {check_out} for two: {_money(quote['total'])} before tax")
        return check_in, check_out

    def _free_run(self, dates: list[dict[str, Any]]) -> dt.date:
        for number in range(len(dates) - NIGHTS):
            if all(date["free"] > 0 for date in dates[number : number + NIGHTS]):
                return dt.date.fromisoformat(dates[number]["date"])
        raise DemoFailed("that week is sold out; run `make clean` and start again")

    def _find_ways(self, dates: tuple[dt.date, dt.date]) -> None:
        self._title("Find a way there")
        day_before = dates[0] - dt.timedelta(days=1)
        ways = self._get("/transport/options", origin="Kolkata", dest="Neermahal", date=day_before)
        for pick in ways["picks"]:
            self._print(f"{pick['name']}: {pick['reason']}")
        options = {option["id"]: option for option in ways["results"]}
        fastest = next(pick for pick in ways["picks"] if pick["name"] == "fastest")
        for leg in options[fastest["option_id"]]["legs"]:
            ends = f"{leg['origin']['name']} to {leg['destination']['name']}"
            self._print(f"{leg['mode']}, {ends}, {leg['duration_s'] // 60} minutes")

    def _hold(self, stay: dict[str, Any], dates: tuple[dt.date, dt.date]) -> dict[str, Any]:
        self._title("Hold it")
        line = {
            "resource_id": stay["id"],
            "first_date": str(dates[0]),
            "end_date": str(dates[1]),
            "quantity": 1,
        }
        hold = self._post("/inventory/holds", {"lines": [line]})
        self._print(f"{hold['state']} until {hold['expires_at']}")
        return hold

    def _book(
        self, stay: dict[str, Any], dates: tuple[dt.date, dt.date], hold: dict[str, Any]
    ) -> dict[str, Any]:
        self._title("Book it")
        item = {
            "kind": "ACCOMMODATION",
            "item_id": stay["id"],
            "start_date": str(dates[0]),
            "end_date": str(dates[1]),
            "adults": 2,
        }
        quote = self._post("/bookings/quote", {"items": [item]})
        self._print(
            f"{_money(quote['total'])} with taxes, free until {quote['items'][0]['free_until']}"
        )
        order = self._post(
            "/bookings",
            {
                "items": [item],
                "expected_total": quote["total"],
                "hold_id": hold["id"],
                "customers": [{"full_name": "Anita Debbarma"}, {"full_name": "Rahul Debbarma"}],
            },
        )
        (booking,) = order["bookings"]
        self._print(f"{booking['reference']} is {booking['status']}: {_money(booking['total'])}")
        return order

    def _pay(self, order: dict[str, Any]) -> dict[str, Any]:
        self._title("Pay, with 3-D Secure")
        intent = self._post("/payments/intent", {"payable_id": order["payables"][0]["id"]})
        self._print(f"an intent over {_money(intent['amount'])}: {intent['state']}")
        challenged = self._post(
            "/payments/confirm", {"intent_id": intent["id"], "payment_method": "pm_sandbox_3ds"}
        )
        url = challenged["next_action"]["url"]
        self._print(f"{challenged['state']}: the bank asks at {url}")
        self._checked(self._client.post(url, json={"answer": "approve"}))
        self._print("the payer approved")
        paid = self._wait_for(
            lambda: self._get(f"/payments/{intent['id']}"),
            lambda seen: seen["state"] == "SUCCEEDED",
            "the payment to succeed",
        )
        self._print(f"the intent is {paid['state']}")
        return dict(paid)

    def _read_back(self, booking: dict[str, Any]) -> dict[str, Any]:
        self._title("Read the booking back")
        seen = self._wait_for(
            lambda: self._get(f"/bookings/{booking['id']}"),
            lambda seen: seen["status"] == "CONFIRMED",
            "the booking to be confirmed",
        )
        self._print(
            f"{seen['reference']} is {seen['status']}, {seen['payment_status']}, version {seen['version']}"
        )
        for item in seen["items"]:
            for line in item["lines"]:
                price, tax = _money(line["price"]), _money(line["tax"])
                self._print(
                    f"{line['quantity']} x {line['name']}, {line['date']}: {price}, {tax} tax"
                )
        return dict(seen)

    def _show_receipt(self, intent: dict[str, Any]) -> None:
        self._title("The receipt")
        receipt = self._get(f"/payments/{intent['id']}/receipt")
        self._print(f"{receipt['number']} over {_money(receipt['amount'])}")

    def _show_mail(self, booking: dict[str, Any], recipient: str) -> None:
        self._title("The mail")
        mail = self._wait_for(
            lambda: _find_mail(self._place.mail, booking["reference"]),
            lambda found: found is not None,
            f"a mail about {booking['reference']} in {self._place.mail}",
        )
        if recipient not in str(mail["To"]):
            raise DemoFailed(f"the mail went to {mail['To']}")
        for name in ("To", "Subject", "Message-ID"):
            self._print(f"{name}: {mail[name]}")
        text = mail.get_body(("plain",))
        for row in (text.get_content() if text else "").strip().splitlines():
            self._print(f"  {row}")

    def _show_events(self, booking: dict[str, Any]) -> None:
        self._title("The events that made it, and who took them")
        trail = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "outbox", "trail", booking["id"]],
            cwd=self._place.root,
            check=True,
            capture_output=True,
            text=True,
        )
        for row in trail.stdout.rstrip().splitlines():
            self._print(row)

    def _title(self, text: str) -> None:
        self._number += 1
        print(f"\n{self._number}. {text}")

    def _print(self, text: str) -> None:
        print(f"   {text}")

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        """Ask, and ask again as often as the answer says that it will be there in a while."""
        words = {name: str(value) for name, value in query.items()}
        until = time.monotonic() + LONG_PATIENCE_SECONDS
        while True:
            answer = self._client.get(f"/api/v1{path}", params=words)
            wait = answer.headers.get("Retry-After")
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or not wait:
                return self._checked(answer)
            if time.monotonic() > until:
                return self._checked(answer)
            self._print(_not_yet(answer.json()))
            time.sleep(float(wait))

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        key = {"Idempotency-Key": str(new_id())}
        return self._checked(self._client.post(f"/api/v1{path}", json=body, headers=key))

    def _checked(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.is_success:
            return dict(answer.json())
        raise DemoFailed(
            f"{answer.request.method} {answer.request.url} answered {answer.status_code}: {answer.text}"
        )

    def _wait_for(self, look: Callable[[], Any], is_so: Callable[[Any], bool], what: str) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while not is_so(seen := look()):
            if time.monotonic() > until:
                raise DemoFailed(f"waited {PATIENCE_SECONDS:.0f} s for {what}; last seen: {seen}")
            time.sleep(0.2)
        return seen


def _not_yet(problem: dict[str, Any]) -> str:
    if not problem.get("steps"):
        return str(problem["detail"])
    how_far = f"{problem['step']} of {problem['steps']}, {problem['seconds']} s so far"
    return f"{problem['detail']} ({how_far})"


def _money(value: dict[str, Any]) -> str:
    return Money(value["amount_minor"], value["currency"]).format()


def _find_mail(folder: Path, reference: str) -> EmailMessage | None:
    newest_first = sorted(folder.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if reference in str(mail["Subject"]):
            return mail
    return None


def main() -> int:
    """Run the demo; return the exit code."""
    place = Place.of_this_checkout()
    try:
        Demo(place).run()
    except httpx.ConnectError:
        print("\nNothing answers. Start RIZ with `make run`, then try again.", file=sys.stderr)
    except DemoFailed as failure:
        print(f"\nThe demo failed: {failure}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
