"""The words that plans are made of: plain ones, and ones that mean something else in code or in SQL."""

from __future__ import annotations

from random import Random
from typing import Final


def listed(text: str) -> list[str]:
    """The words of a text, in their order."""
    return text.split()


THINGS: Final = listed(
    """
    Account Address Agreement Album Answer Appointment Article Artist Asset Badge Basket Batch Bicycle Book Branch
    Budget Bus Campaign Category Chapter Child City Claim Clinic Coach Comment Company Contact Contract Course
    Customer Delivery Device Diagnosis Discount Document Donation Driver Employee Engine Entry Estimate Exam
    Exhibit Expense Farm Feature Flight Forecast Garden Gift Goal Grade Guest Holiday Hotel House Idea Incident
    Invoice Journey Kitchen Lead Leaf Lecture Lesson Letter Library Listing Loan Machine Match Meal Medicine Member
    Menu Message Milestone Movie News Note Notice Offer Office Option Parcel Patient Payment Person Photo Pitch
    Player Policy Poll Prize Product Project Property Question Quiz Recipe Refund Remark Rental Reservation Review
    Room Sample Season Seat Series Service Shelf Shift Ship Skill Song Sponsor Station Stock Story Student Supplier
    Survey Task Teacher Team Ticket Tour Trainer Tree Trip Tutor Vehicle Venue Visit Voucher Warehouse Wish Witness
    Workshop Equipment Staff ServiceRequest ProductVariant OrderLine StockMovement MeetingRoom CreditNote
    """
)
ODD_THINGS: Final = listed(
    """
    Order User Group Table Column Index Check Default Json Error Date Map Event Page Form Item Choice Viewer Record
    Row Schema Type Object Function Class Operation Action View Test Node Role Session Input Output Promise
    APIKey OAuthToken SKU line_item V2Thing Status Data Params Request Response Route Person2 Symbol Number
    String Boolean Array Set Element Link Image Script Metadata Partial Field Fact Tone Principal Caller Select Case
    User_Profile Analysis Criterion Hero Half Key Day Money Sheep Mouse Tx Db Code Props State URL Z Sql Enum
    FormState Redirect Fragment React
    """
)
FIELDS: Final = listed(
    """
    title name label summary subject amount price total weight height width depth score rating level rank position
    priority quantity stock capacity seats discount email phone street city country color size brand model reference
    website avatar slug code startsAt endsAt dueDate birthday openedAt closedAt publishedAt note body description
    remark isActive done published archived enabled visible settings metadata tags payload currency language
    partySize unitPrice taxRate postalCode firstName lastName serialNumber externalRef
    """
)
ODD_FIELDS: Final = listed(
    """
    order group user limit offset default class type from to end desc n row rows given key value values input caller
    constructor toString name_2 URL x id2 self new return select where table column check primary references SKU
    isVIP created_by_name userName nullable count sum time timestamp date uuid text number boolean null tx db run
    """
)
DOMAINS: Final = listed(
    """
    sales catalog support people planning billing content inventory learning travel care events library fleet
    """
)
ODD_DOMAINS: Final = listed("user-accounts API Shop_Floor default new2 type enums index class schema")
ENUMS: Final = {
    "Status": ("PENDING", "CONFIRMED", "CANCELLED"),
    "State": ("OPEN", "IN_PROGRESS", "RESOLVED", "CLOSED"),
    "Stage": ("draft", "review", "published", "archived"),
    "Priority": ("LOW", "NORMAL", "HIGH"),
    "Kind": ("A", "B"),
    "Size": ("small", "medium", "extra large"),
    "Grade": ("one", "2nd", "x-ray"),
    "Level": ("ONLY",),
}
ODD_ENUMS: Final = {
    "Json": ("true", "false", "null"),
    "Type": ("default", "new", "class"),
    "Order": ("asc", "desc"),
    "Values": ("value", "values"),
}
STATE_VERBS: Final = listed(
    "cancel confirm close reopen publish archive activate complete approve reject start"
)
MAKING_VERBS: Final = listed("create add register submit book schedule")
LISTING_VERBS: Final = listed("list search browse find")
CHANGING_VERBS: Final = listed("update edit change rename")
REMOVING_VERBS: Final = listed("delete remove discard")
OPEN_VERBS: Final = listed("escalate recalculate merge import synchronise forecast")


def some(rng: Random, plain: list[str], odd: list[str], *, is_odd: bool) -> list[str]:
    """All words in an order of chance; with `is_odd`, one in two of the first is an odd one."""
    words = rng.sample(plain, len(plain))
    if not is_odd:
        return words
    strange = rng.sample(odd, len(odd))
    mixed = [word for pair in zip(words, strange, strict=False) for word in pair]
    return list(dict.fromkeys([*mixed, *words, *strange]))
