"""Security questions, and what an answer to one may be."""

import unicodedata

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

QUESTIONS = {
    "first-pet": gettext_noop("What was the name of your first pet?"),
    "childhood-street": gettext_noop("On which street did you live when you were ten?"),
    "first-teacher": gettext_noop("What was the last name of your first teacher?"),
    "first-employer": gettext_noop("Who was your first employer?"),
    "first-car": gettext_noop("What make and model was your first car?"),
    "childhood-friend": gettext_noop("What was the first name of your best friend in childhood?"),
    "parents-met": gettext_noop("In which town did your parents meet?"),
    "grandmother-town": gettext_noop("In which town did your grandmother grow up?"),
    "first-concert": gettext_noop("Which was the first concert that you went to?"),
    "first-flight": gettext_noop("Where did you go on your first flight?"),
    "favorite-book-child": gettext_noop("Which book did you like best as a child?"),
    "first-dish": gettext_noop("What was the first dish that you learned to cook?"),
    "oldest-cousin": gettext_noop("What is the first name of your oldest cousin?"),
    "childhood-nickname": gettext_noop("What did your family call you when you were small?"),
    "school-mascot": gettext_noop("What was the mascot of your first school?"),
    "first-instrument": gettext_noop("Which instrument did you want to learn first?"),
    "memorable-trip": gettext_noop("Which place would you travel back to before any other?"),
    "first-album": gettext_noop("Which was the first album that you bought?"),
    "dream-job": gettext_noop("What did you want to become when you were a child?"),
    "first-roommate": gettext_noop("What was the first name of your first roommate?"),
    "favorite-coach": gettext_noop("What was the last name of the coach you liked best?"),
    "wedding-town": gettext_noop("In which town did the first wedding take place that you remember?"),
    "childhood-toy": gettext_noop("Which toy did you keep the longest?"),
    "first-film": gettext_noop("Which was the first film that you saw in a theater?"),
}
LEAST, MOST = 2, 100

UNKNOWN_QUESTION = declare_reason(
    "question.unknown",
    gettext_noop("Choose one of the security questions of the list."),
    rule="ACC-10",
    field="security_question",
)
ANSWER_TOO_SHORT = declare_reason(
    "answer.too_short",
    gettext_noop("The answer to your security question has %(least)s letters or digits or more."),
    rule="ACC-10",
    field="security_answer",
)
ANSWER_TOO_LONG = declare_reason(
    "answer.too_long",
    gettext_noop("The answer to your security question has %(most)s characters at most."),
    rule="ACC-10",
    field="security_answer",
)
ANSWER_IS_PASSWORD = declare_reason(
    "answer.is_password",
    gettext_noop("The answer to your security question must not be your password."),
    rule="ACC-10",
    field="security_answer",
)


def question_faults(question: str, answer: str, *, password: str = "") -> list[Reason]:
    """List why a security question and its answer can't be taken. Source: ACC-10 (APP 4)."""
    faults = [] if question in QUESTIONS else [UNKNOWN_QUESTION()]
    if len(answer) > MOST:
        return [*faults, ANSWER_TOO_LONG(most=MOST)]
    if sum(letter.isalnum() for letter in answer) < LEAST:
        faults.append(ANSWER_TOO_SHORT(least=LEAST))
    elif password and folded_answer(answer) == folded_answer(password):
        faults.append(ANSWER_IS_PASSWORD())
    return faults


def folded_answer(answer: str) -> str:
    """Return the form of an answer that is hashed: without regard to case and spaces.

    Source: ACC-10 (APP 4). Reading: all white space goes, so that ``New York`` and ``newyork`` are one answer.
    """
    return "".join(unicodedata.normalize("NFKC", answer).casefold().split())
