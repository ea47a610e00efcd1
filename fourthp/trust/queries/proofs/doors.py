"""Who comes in, who sees what, and what a look may do (S1 to S7)."""

from django.utils.translation import gettext_lazy as _

from fourthp.trust.queries.proofs.proof import Proof

_SAFETY = "tests/safety/test_"
_JOURNEYS = "tests/journeys/test_"
_POST = "fourthp/post/tests/test_"
DOORS: tuple[Proof, ...] = (
    Proof(
        "doors",
        "S1",
        _("Every page is closed unless the program says to whom it is open."),
        (
            f"{_SAFETY}matrix.py::test_every_route_declares_a_policy",
            f"{_SAFETY}matrix.py::test_every_door_keeps_its_policy_for_every_actor",
        ),
        (f"{_SAFETY}matrix.py::test_without_the_guard_the_matrix_fails",),
    ),
    Proof(
        "unseen",
        "S1",
        _("What somebody may not see answers as if it did not exist."),
        (
            f"{_SAFETY}matrix.py::test_nobody_shut_out_can_tell_whether_a_row_exists",
            (
                f"{_SAFETY}ids_sent.py"
                "::test_no_form_answers_an_unseen_id_in_any_box_otherwise"
            ),
        ),
    ),
    Proof(
        "leaks",
        "S2",
        _(
            "A mark in every field that says something is seen only by whom a written"
            " rule lets see it: in no page, file, mail or log by anybody else."
        ),
        (
            (
                f"{_SAFETY}canaries.py"
                "::test_markers_show_where_a_rule_lets_them_and_nowhere_else"
            ),
            (
                f"{_SAFETY}markers.py"
                "::test_a_marker_stands_in_every_text_that_says_something"
            ),
        ),
        (
            (
                f"{_SAFETY}canaries.py"
                "::test_with_the_one_question_unasked_markers_are_found"
            ),
        ),
    ),
    Proof(
        "places",
        "S3",
        _("The database refuses a place of a service that is marked as confidential."),
        (
            (
                "fourthp/directory/tests/test_triggers.py::TestTheDatabase"
                "::test_refuses_every_place_for_what_must_have_none"
            ),
        ),
        (
            (
                "fourthp/directory/tests/test_triggers.py::TestTheDatabase"
                "::test_refuses_nothing_of_the_kind_without_its_triggers"
            ),
        ),
    ),
    Proof(
        "factors",
        "S6",
        _("Whoever acts for the network needs a second factor beside the password."),
        (f"{_SAFETY}matrix.py::test_every_door_keeps_its_policy_for_every_actor",),
        (
            f"{_SAFETY}matrix.py::test_without_the_question_for_a_factor_the_matrix_fails",
        ),
    ),
    Proof(
        "mailbox",
        "S6",
        _("Whoever has a password alone opens no way in until the mail is shown."),
        ("fourthp/accounts/tests/test_mailbox.py::TestAPasswordAlone",),
        (
            (
                "fourthp/accounts/tests/test_mailbox.py::TestAPasswordAlone"
                "::test_without_the_question_it_would"
            ),
        ),
    ),
    Proof(
        "employers",
        "S6",
        _("An employer’s sign-in takes over nobody, and an answer of it counts once."),
        ("fourthp/accounts/tests/test_employer_attacks.py",),
        (
            (
                "fourthp/accounts/tests/test_employer_attacks.py"
                "::TestAnswers::test_without_the_binding_a_stolen_code_would_serve"
            ),
        ),
    ),
    Proof(
        "rights",
        "S1",
        _("A right that is taken away ends with the next page."),
        (
            (
                f"{_SAFETY}matrix.py"
                "::test_rights_removed_in_mid_session_bite_on_the_next_request"
            ),
        ),
    ),
    Proof(
        "headers",
        "S5",
        _("Every answer forbids foreign scripts, frames and guessing of types."),
        (
            f"{_SAFETY}answers_to_forms.py::test_headers_and_cookies_are_right_on_every_answer",
        ),
        (f"{_SAFETY}answers_to_forms.py::test_without_the_middleware_the_check_fails",),
    ),
    Proof(
        "cookies",
        "S4",
        _("No public page sets a cookie, needs a script or asks another site."),
        (
            f"{_SAFETY}answers.py::TestCookies::test_no_public_page_sets_one",
            (
                f"{_JOURNEYS}every_page.py"
                "::test_public_pages_need_no_script_cookie_or_other_site"
            ),
        ),
        (
            f"{_SAFETY}answers.py::TestCookies::test_a_page_that_sets_one_is_found",
            f"{_JOURNEYS}every_page.py::test_a_page_with_a_fault_is_found",
        ),
    ),
    Proof(
        "looking",
        "S7",
        _("Looking at a page changes nothing."),
        (f"{_SAFETY}answers.py::TestReading::test_changes_nothing",),
        (f"{_SAFETY}answers.py::TestReading::test_a_page_that_writes_on_get_is_found",),
    ),
    Proof(
        "links",
        "S7",
        _("A link in a mail does one thing, by a button, and signs nobody in."),
        (f"{_POST}acts.py::TestScanner", f"{_POST}acts.py::TestLinks"),
        (
            f"{_POST}acts.py::TestScanner::test_control_a_page_that_acts_on_get_is_found",
            f"{_POST}acts.py::TestLinks::test_control_without_the_signature_it_could",
        ),
    ),
    Proof(
        "model",
        "S2",
        _("As people come, go, and change what they share, each sees what they may."),
        (f"{_SAFETY}model.py::test_everybody_sees_what_the_rules_say",),
        (f"{_SAFETY}model.py::test_a_wrong_rule_is_found",),
    ),
)
