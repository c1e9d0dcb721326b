"""Intake words: what yes, no, stop, a name, a correction or a question look like when they are typed."""

from __future__ import annotations

import re

STOP = re.compile(
    r"^\W*(please )?(stop|cancel|quit|exit|abort|never ?mind|forget (it|this)|i changed my mind|leave it|"
    r"no more( questions)?|i don'?t want (this|to do this|to continue|a lawyer)( any ?more)?|"
    r"parar?|cancelar?|olv[ií]del?o|d[ée]jalo|ya no quiero)( (it|this|the form|please|now|por favor))*\W*$",
    re.IGNORECASE,
)
YES = re.compile(
    r"^\W*(y|ye[sap]h?|yes+|yep|yup|sure|ok(ay)?|of course|please( do)?|go ahead|i (do|agree|accept|consent)|"
    r"agreed?|fine|correct|that'?s right|right|absolutely|definitely|"
    r"s[ií]|claro|de acuerdo|acepto|por favor|vale|correcto)\b",
    re.IGNORECASE,
)
NO = re.compile(
    r"^\W*(no+|nope|nah|not (now|really|yet|today)|i (do not|don'?t|disagree|refuse|decline)|don'?t|never|"
    r"nunca|no acepto)\b",
    re.IGNORECASE,
)
SKIP = re.compile(
    r"^\W*(skip( (it|this))?|none|nobody|no ?one|nothing|n/?a|no( thanks?)?|i (don'?t|do not) have (one|any|an?\b.*)|"
    r"(i'?d )?(rather|prefer) not.*|don'?t (know|have (one|it))|not sure|unknown|"
    r"omitir|ningun[oa]|nadie|no tengo|no s[ée])\W*$",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}\b")
NAME_INTRO = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok(?:ay)?|sure|yes|well|actually|sorry|wait|no)[,.!]?\s+)*"
    r"(?:my (?:full )?name(?: is|'s| should be)|i am|i'?m|it'?s|this is|call me|me llamo|mi nombre es|soy)\s+",
    re.IGNORECASE,
)
CORRECTED_NAME = re.compile(
    r"\b(?:my (?:full )?name (?:is|should be)|change my name to|mi nombre es|me llamo)\s+"
    r"([^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})",
    re.IGNORECASE,
)
NAME_AFTER_ALL = re.compile(
    r"^\W*(?:actually|sorry|wait|no)\b[,. ]*(?:no[,. ]+)?(?:it'?s|i'?m|i am|the name is)\s+"
    r"([^\W\d_][\w'’.-]*\s+[^\W\d_][\w'’.-]*)\W*$",
    re.IGNORECASE,
)
NAME = re.compile(r"^[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,5}$")
CORRECTED_STATE = re.compile(
    r"\b(?:state (?:is|should be)|it(?:'s| is) in|change (?:the |my )?state to)\s+([a-z .]+)", re.IGNORECASE
)
QUESTION = re.compile(
    r"\?\s*$|^\W*(what|why|how|who|when|where|which|can|could|do|does|did|is|are|will|would|should|"
    r"qu[ée]|c[óo]mo|cu[áa]ndo|d[óo]nde|por qu[ée]|puedo)\b",
    re.IGNORECASE,
)
MINE = re.compile(r"^\W*(use|same|that|what i (wrote|said)|as (above|before)|usar|lo mismo)\b", re.IGNORECASE)
