"""triage: the line between what can be answered and what must go to a lawyer."""
