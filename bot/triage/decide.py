"""decide(): from what was found and what was said before, one decision. Pure: no clock, no file, no library."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from bot.triage.asides import aside
from bot.triage.decision import Decision, Reason
from bot.triage.evidence import Evidence
from bot.triage.matches import answer_or_choose, fits
from bot.triage.memory import Memory
from bot.triage.policy import Policy
from moderation.conduct import is_apology

READ_LANGUAGES = frozenset({"en", "es"})
SMALLTALK = frozenset({"greet", "thanks", "goodbye", "bot_question", "feedback_good"})

TOO_SHORT = 4
"""Words. A message that short, with nothing that fits, is asked about before a lawyer is."""

Step = Callable[[Evidence, Memory, Policy], Decision | None]


def decide(evidence: Evidence, memory: Memory, policy: Policy) -> Decision:
    """Ask each step in turn, most urgent first; the first that has an opinion decides.

    Whatever the steps want to ask, nobody is asked back more often in a row than the policy allows.
    """
    opinions = (step(evidence, memory, policy) for step in STEPS)
    decision = next((one for one in opinions if one is not None), None) or _nothing_fits(evidence, memory, policy)
    if decision.action == "clarify" and memory.clarified >= policy.clarify_most:
        return _hand_over(evidence, (Reason("still_unclear"),), decision.confidence)
    return decision


def _abuse(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.reported:
        return None
    if evidence.refused:
        return Decision("deescalate", evidence.hateful, (Reason("hateful"),), subject=_warning(memory))
    insulted = evidence.intent == "abuse" and evidence.intent_confidence >= policy.abuse_at
    if insulted and not evidence.topics_above(policy.topic_at):
        return Decision("deescalate", evidence.intent_confidence, (Reason("insult"),), subject=_warning(memory))
    return None


def _danger(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    danger = evidence.danger
    if danger is None:
        return _cry_for_help(evidence, policy)
    if danger.probability < policy.danger_line(danger.kind) or _words_of_others(evidence):
        return None
    reason = Reason(f"danger_{danger.kind}", {"phrase": danger.phrase})
    return Decision("emergency", danger.probability, (reason,), subject=danger.kind)


def _words_of_others(evidence: Evidence) -> bool:
    """Abuse that is quoted, or thrown at us, reads like danger; then only a rule that names the danger counts."""
    named = evidence.danger is not None and bool(evidence.danger.phrase)
    return not named and (evidence.reported or evidence.intent == "abuse")


def _cry_for_help(evidence: Evidence, policy: Policy) -> Decision | None:
    """No rule names the danger, but the whole message reads like someone in it."""
    if evidence.intent != "emergency" or evidence.intent_confidence < policy.emergency_at:
        return None
    return Decision("emergency", evidence.intent_confidence, (Reason("danger"),), subject="unclear")


def _asked_for_lawyer(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.intent != "ask_lawyer" or evidence.intent_confidence < policy.intent_at:
        return None
    return _hand_over(evidence, (Reason("asked"),), evidence.intent_confidence)


def _chosen(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """A button under "Do you mean …" was pressed."""
    if not evidence.chosen or evidence.intent != "choose":
        return None
    answer_id = evidence.chosen.get("answer_id")
    if answer_id in memory.choices:
        return Decision("answer", 1.0, (Reason("chosen"),), answer_id=answer_id)
    return _ask_back("what_was_missing", evidence, Reason("not_helped_once"))


def _apology(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if memory.action != "deescalate" or not is_apology(evidence.text):
        return None
    return Decision("smalltalk", 1.0, (Reason("smalltalk"),), subject="apology")


def _about_sidebar(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """A question about Sidebar itself, such as what it costs."""
    asked = aside(evidence.text) if evidence.chosen is None else None
    return Decision("smalltalk", 1.0, (Reason("about_bot"),), subject=f"about_{asked}") if asked else None


def _other_language(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.language in READ_LANGUAGES or evidence.chosen is not None or fits(evidence, policy):
        return None
    return Decision("clarify", 1.0, (Reason("other_language"),), subject="other_language")


def _smalltalk(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    sure = evidence.intent_confidence >= (policy.intent_over_match_at if fits(evidence, policy) else policy.intent_at)
    if evidence.intent in SMALLTALK and sure:
        return Decision("smalltalk", evidence.intent_confidence, (Reason("smalltalk"),), subject=evidence.intent)
    if evidence.intent == "stop" and sure:
        return Decision("smalltalk", evidence.intent_confidence, (Reason("stopped"),), subject="stop")
    return None


def _unhelpful(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.intent != "feedback_bad" or evidence.intent_confidence < policy.intent_at:
        return None
    if memory.unhelpful + 1 >= policy.unhelpful_most:
        return _hand_over(evidence, (Reason("not_helped"),), evidence.intent_confidence)
    return Decision("clarify", evidence.intent_confidence, (Reason("not_helped_once"),), subject="what_was_missing")


def _bare_reply(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """Yes, no, a changed mind or a loose detail with no form running."""
    if evidence.intent not in ("affirm", "deny", "change_mind", "inform"):
        return None
    if evidence.intent == "inform" and evidence.topics_above(policy.topic_at):
        return None
    if evidence.intent_confidence < policy.intent_at:
        return None
    reason = Reason("bare_reply")
    if evidence.intent == "deny":
        return Decision("smalltalk", evidence.intent_confidence, (reason,), subject="deny")
    if evidence.intent in ("affirm", "change_mind") and memory.action == "declined":
        return _hand_over(evidence, (Reason("asked"),), evidence.intent_confidence)
    return _ask_back("what_happened", evidence, reason)


def _follows_nothing(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    """ "What about Texas?", but nothing was asked yet."""
    place = evidence.jurisdiction or evidence.candidates
    if memory.question or not place or evidence.intent not in ("follow_up", "inform", "change_mind"):
        return None
    if evidence.topics_above(policy.topic_at) or fits(evidence, policy):
        return None
    return _ask_back("what_about", evidence, Reason("vague"))


def _off_topic(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.not_legal < policy.off_topic_at or evidence.reported or fits(evidence, policy):
        return None
    return Decision("scope", evidence.not_legal, (Reason("not_legal"),), subject="not_legal")


def _vague(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.intent != "vague" or evidence.intent_confidence < policy.vague_at:
        return None
    if fits(evidence, policy):
        return None
    topics = evidence.topics_above(policy.topic_at)
    subject = f"vague_{topics[0].topic}" if topics else "what_happened"
    return _ask_back(subject, evidence, Reason("vague"))


def _complex(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    reasons = [Reason(sign.code, {"phrase": sign.phrase}) for sign in evidence.signs]
    if evidence.at_stake >= policy.large_sum:
        reasons.append(Reason("large_sum", {"phrase": f"${evidence.at_stake:,.0f}"}))
    return _hand_over(evidence, tuple(reasons), 0.9) if reasons else None


def _entangled(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    topics = evidence.topics_above(policy.entangled_at)
    if len(topics) < 2:
        topics = evidence.topics_above(policy.entangled_three_at)
        if len(topics) < 3:
            return None
    if all(policy.are_akin(one.topic, other.topic) for one, other in combinations(topics, 2)):
        return None
    names = [f"{topic.topic}.{topic.subtopic}" if topic.subtopic else topic.topic for topic in topics]
    if policy.sure(evidence) >= policy.entangled_unless:
        return None
    reason = Reason("two_areas", {"areas": ",".join(names)})
    return _hand_over(evidence, (reason,), min(topic.probability for topic in topics))


def _uncovered(evidence: Evidence, memory: Memory, policy: Policy) -> Decision | None:
    if evidence.uncovered < policy.uncovered_at:
        return None
    if fits(evidence, policy):
        return None
    return _hand_over(evidence, (Reason("not_covered"),), evidence.uncovered)


def _nothing_fits(evidence: Evidence, memory: Memory, policy: Policy) -> Decision:
    best = evidence.best.probability if evidence.best else 0.0
    topics = evidence.topics_above(policy.choose_topic_at)
    if not topics or evidence.length <= TOO_SHORT:
        subject = f"vague_{topics[0].topic}" if topics else "what_happened"
        return _ask_back(subject, evidence, Reason("vague"))
    return _hand_over(evidence, (Reason("no_answer"),), 1 - best)


def _ask_back(subject: str, evidence: Evidence, reason: Reason) -> Decision:
    return Decision("clarify", evidence.intent_confidence, (reason,), subject=subject)


def _hand_over(evidence: Evidence, reasons: tuple[Reason, ...], confidence: float) -> Decision:
    if evidence.jurisdiction:
        reasons = (*reasons, Reason("place", {"state": evidence.jurisdiction}))
    return Decision("handoff", confidence, reasons, requested_slot="accept")


def _warning(memory: Memory) -> str:
    return "first" if memory.warnings == 0 else "again"


STEPS: tuple[Step, ...] = (
    _abuse,
    _danger,
    _asked_for_lawyer,
    _chosen,
    _apology,
    _about_sidebar,
    _other_language,
    _smalltalk,
    _unhelpful,
    _follows_nothing,
    _bare_reply,
    _off_topic,
    _vague,
    _complex,
    _entangled,
    answer_or_choose,
    _uncovered,
)
