"""Complexity: which matters go to a lawyer whatever answer fits, and which do not."""

from __future__ import annotations

import pytest

from bot.triage.decide import decide
from bot.triage.evidence import Evidence
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from tests.bot.evidences import topic

POLICY, FRESH = Policy.load(), Memory()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my ex has a lawyer and wants the house", "represented_opponent"),
        ("he threatened me with a knife over the rent", "violence"),
        ("i got charged with burglary last week", "felony"),
        ("my husband was detained by ICE", "removal_proceedings"),
        ("how do I appeal the judge's ruling", "appeal"),
        ("she is trying to take the kids from me", "contested_custody"),
        ("cps took my baby", "minors_safety"),
        ("i want to sue the city for what the cops did", "government_opponent"),
        ("the surgeon left a sponge in me and i am paralyzed", "serious_injury"),
        ("i want to contest my father's will", "will_contest"),
        ("my business partner locked me out of the account", "business_dispute"),
        ("i was fired because i am pregnant", "discrimination_case"),
        ("they owe me $48,000 for the renovation", "large_sum"),
        ("a detective wants to talk to me", "criminal_exposure"),
        # said anew, after the rules were written
        ("the attorney for my landlord served me at work", "represented_opponent"),
        ("mom's boyfriend pulled a knife on her over the car", "violence"),
        ("looking at 8 years, they offered a plea deal", "felony"),
        ("master calendar hearing in the spring and I have no papers", "removal_proceedings"),
        ("I want to overturn the verdict from last spring", "appeal"),
        ("my in-laws filed for custody of my daughter", "contested_custody"),
        ("a social worker opened an investigation on us... dcfs has opened a case", "minors_safety"),
        ("can I bring a case against the school district", "government_opponent"),
        ("grandpa passed, and his estate is worth around 1.3 million", "large_sum"),
        ("contractor took 42k and vanished, i want it back", "large_sum"),
        ("the deposition is in two weeks and nobody prepared me", "running_deadline"),
        ("my custody trial is next month", "running_deadline"),
        ("court says i only have 5 days left to respond", "running_deadline"),
        ("we divorced in Ohio, he lives in Kentucky and the kids are in Tennessee with me", "multi_state"),
        ("green card holder arrested for shoplifting, what now", "status_and_charge"),
        ("got a dui, will it hurt my naturalization", "status_and_charge"),
        ("stepsister emptied dad's account before the funeral", "will_contest"),
        ("my cofounder is hiding the company's revenue from me", "business_dispute"),
        ("I was let go because i am pregnant", "discrimination_case"),
        ("is my prenup unfair, i want to challenge my prenup", "complex_property"),
    ],
)
def test_a_complex_matter_goes_to_a_lawyer_with_its_reason_even_when_an_answer_matches(text: str, code: str) -> None:
    areas = tuple(topic(name, 0.4) for name in ("family", "immigration", "estates", "business", "work"))
    parse = {
        "text": text,
        "intent": {"name": "ask", "confidence": 0.9},
        "scope": {"in_scope": 0.95},
        "topics": [vars(area) for area in areas],
        "matches": [
            {"answer_id": "a", "question": "q", "topics": ["family"], "jurisdiction": "US", "probability": 0.8}
        ],
    }
    decision = decide(Evidence.from_parse(parse), FRESH, POLICY)
    assert decision.action == "handoff"
    assert code in [reason.code for reason in decision.reasons]


@pytest.mark.parametrize(
    "text",
    [
        "how do I appeal a parking ticket",
        "i hit a parked car, do i have to tell anyone",
        "can a felon vote in florida",
        "my landlord has my $900 deposit",
        "do I need a lawyer for small claims",
        "what is a notice to appear",
        "can my employer ask for a doctor's note",
        "i make $60,000 a year, do i qualify for anything",
        "I have 30k in credit card debt, is chapter 7 for me",
        "the car has 120,000 miles on it and broke the day after",
        "my hearing for the speeding ticket is next week",
        "do i have to report my job to unemployment in Texas",
        "how do i get custody papers filed without fighting",
    ],
)
def test_an_ordinary_question_shows_no_sign_of_complexity(text: str) -> None:
    parse = {"text": text, "topics": [vars(topic("family")), vars(topic("traffic"))]}
    assert Evidence.from_parse(parse).signs == ()
