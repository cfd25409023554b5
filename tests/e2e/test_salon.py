"""A salon opens on the deployed system; customers find a time, book it, hear of it, and cancel."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from deployment import PUBLIC_URL
from mail_server import text_of
from tokens import account_id

DEAD_LETTERS = ["email-dead-letters", "sms-dead-letters", "relay-failures", "job-failures"]
# Stream, relay, queue and delivery of the emulator poll one after the other; on a busy machine that adds up.
DELIVERY_SECONDS = 60


def wait_until(check, seconds: float):
    """The first truthy answer of `check`; its last answer when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := check()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return answer


@dataclass
class Salon:
    business: str
    shop: str
    service: str
    staff: str
    owner: str


@pytest.fixture(scope="module")
def salon(front_end, issuer) -> Salon:
    owner_account = account_id()
    business = front_end.create(
        "/api/v1/businesses",
        issuer.token("owner", owner_account, email="owner@salon.test"),
        {"name": "Studio Malina", "country": "PL", "currency": "PLN", "locale": "pl"},
    )["id"]
    owner = issuer.token("owner", owner_account, business_id=business, email="owner@salon.test")
    shop = front_end.create("/api/v1/shops", owner, {"name": "Malina Mokotów", "time_zone": "Europe/Warsaw"})["id"]
    service = front_end.create(
        "/api/v1/services",
        owner,
        {"name": "Manicure", "duration_minutes": 60, "price": {"amount": 12050, "currency": "PLN"}},
    )["id"]
    staff = front_end.create(
        "/api/v1/staff", owner, {"name": "Anna Nowak", "services": [{"service_id": service}]}
    )["id"]
    week = [{"day": day, "from": "09:00", "to": "17:00"} for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
    front_end.data("PUT", f"/api/v1/staff/{staff}/schedules/{shop}", 200, token=owner, body={"weekly": week})
    return Salon(business, shop, service, staff, owner)


@dataclass
class Customer:
    name: str
    email: str
    phone: str

    @classmethod
    def new(cls) -> "Customer":
        number = uuid.uuid4().int
        return cls("Jan Kowalski", f"jan.{number % 10**9}@example.test", f"+4850{number % 10**7:07}")

    def as_guest(self) -> dict:
        return {"name": self.name, "email": self.email, "phone": self.phone, "locale": "en"}


def free_starts(front_end, salon: Salon) -> list[str]:
    """Free starts of the next days; the clock is the machine's, so nothing here is a fixed date."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    window = {"from": now + timedelta(days=2), "to": now + timedelta(days=6)}
    query = {key: value.strftime("%Y-%m-%dT%H:%M:%SZ") for key, value in window.items()}
    found = front_end.data(
        "GET", "/api/v1/availability", 200, shop_id=salon.shop, service_id=salon.service, **query
    )
    assert found["time_zone"] == "Europe/Warsaw"
    return [slot["start"] for slot in found["slots"]]


def wish(salon: Salon, start: str, customer: Customer) -> dict:
    return {
        "shop_id": salon.shop,
        "service_id": salon.service,
        "staff_id": salon.staff,
        "start": start,
        "customer": customer.as_guest(),
    }


def texts_to(deployment, phone: str) -> list:
    """What the phone network was given for a number, whatever the emulator wraps around a message."""
    answer = deployment.emulator.sent_texts()
    return re.findall(re.escape(phone), str(answer))


def test_the_service_and_its_description_answer_without_a_token(front_end):
    assert front_end.call("GET", "/api/v1/health").status_code == 200
    description = front_end.call("GET", "/api/v1/openapi.json")
    assert description.status_code == 200
    assert description.json()["paths"]["/api/v1/bookings"]["post"]["operationId"] == "bookings-create"
    assert front_end.call("GET", "/docs").status_code == 200


def test_the_key_that_signs_is_told_to_everybody(front_end, issuer):
    answer = front_end.call("GET", "/.well-known/jwks.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert [key["kid"] for key in answer.json()["keys"]] == [issuer.kid]


def test_a_caller_without_a_token_or_from_elsewhere_learns_nothing(front_end, issuer, salon):
    settings = f"/api/v1/shops/{salon.shop}/settings"
    assert front_end.call("GET", settings).status_code == 401
    stranger = issuer.token("owner", business_id="biz_" + "0" * 15 + "1")
    assert front_end.call("GET", settings, token=stranger).status_code in (403, 404)
    expired = issuer.token("owner", lifetime=-3600, business_id=salon.business)
    assert front_end.call("GET", settings, token=expired).status_code == 401
    assert front_end.call("GET", settings, token=salon.owner).status_code == 200


def test_a_guest_books_hears_of_it_and_of_the_cancellation(front_end, deployment, mailbox, salon):
    customer, key = Customer.new(), uuid.uuid4().hex
    start = free_starts(front_end, salon)[0]
    booking = front_end.data("POST", "/api/v1/bookings", 201, body=wish(salon, start, customer), key=key)
    assert (booking["status"], booking["start"], booking["staff_id"]) == ("confirmed", start, salon.staff)
    assert booking["price"] == {"amount": 12050, "currency": "PLN"}

    again = front_end.data("POST", "/api/v1/bookings", 201, body=wish(salon, start, customer), key=key)
    assert again["id"] == booking["id"], "the same key and body must replay the saved answer"
    late = front_end.call("POST", "/api/v1/bookings", body=wish(salon, start, Customer.new()), key=uuid.uuid4().hex)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "time_taken"), late.text
    assert start not in free_starts(front_end, salon)

    confirmations = mailbox.wait_for(customer.email, 1, DELIVERY_SECONDS)
    assert len(confirmations) == 1, "no confirmation by e-mail"
    assert "Malina Mokotów" in confirmations[0]["Subject"] + text_of(confirmations[0])
    links = re.findall(re.escape(PUBLIC_URL) + r"(/api/v1/guest-bookings/[\w.~-]+)", text_of(confirmations[0]))
    assert links, text_of(confirmations[0])
    assert front_end.data("GET", links[0], 200)["id"] == booking["id"]
    assert wait_until(lambda: texts_to(deployment, customer.phone), DELIVERY_SECONDS), "no confirmation by SMS"

    cancelled = front_end.data(
        "POST", f"/api/v1/bookings/{booking['id']}/cancel", 200, token=salon.owner, body={"reason": "Flooded"}
    )
    assert cancelled["status"] == "cancelled"
    assert start in free_starts(front_end, salon), "a cancelled time must be offered again"
    messages = mailbox.wait_for(customer.email, 2, DELIVERY_SECONDS)
    assert len(messages) == 2, "no e-mail about the cancellation"
    assert messages[0]["Subject"] != messages[1]["Subject"]


def test_many_customers_want_one_time_and_one_gets_it(front_end, deployment, salon):
    start = free_starts(front_end, salon)[-1]

    def book(_):
        return front_end.call("POST", "/api/v1/bookings", body=wish(salon, start, Customer.new()), key=uuid.uuid4().hex)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(book, range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7, [a.text[:300] for a in answers]


def test_the_clock_starts_the_sweep(deployment):
    function = deployment.function("jobs-sweep-timers")
    log = wait_until(lambda: "REPORT RequestId" in (text := deployment.emulator.log_of(function)) and text, 90)
    assert log, "the schedule has not started the sweep in 90 s"
    assert not re.search(r'"level":"ERROR"|"errorMessage"|panicked', log), log


def test_nothing_was_given_up_on_the_way(deployment):
    assert wait_until(lambda: not any(map(deployment.queue_depth, ["email", "sms"])), 60), "messages still wait"
    assert {name: deployment.queue_depth(name) for name in DEAD_LETTERS} == dict.fromkeys(DEAD_LETTERS, 0)
