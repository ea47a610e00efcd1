"""What is kept and sent, how it goes, and that it is whole (S8 to S15, R1)."""

from django.utils.translation import gettext_lazy as _

from fourthp.trust.queries.proofs.proof import Proof

_SAFETY = "tests/safety/test_"
_JOURNEYS = "tests/journeys/test_"
_BASE = "fourthp/foundation/tests/test_"
_POST = "fourthp/post/tests/test_"
KEEPING: tuple[Proof, ...] = (
    Proof(
        "text",
        "S8",
        _("What somebody typed is shown as text: nothing in it acts, on no page."),
        (
            f"{_JOURNEYS}user_text.py::test_text_stays_text_on_every_page_that_shows_it",
            f"{_BASE}text.py::TestMarkdown::test_lets_no_payload_act",
        ),
        ((f"{_JOURNEYS}user_text.py::test_the_trap_sees_a_page_that_does_not_escape"),),
    ),
    Proof(
        "files",
        "S9",
        _(
            "No cell of a table that is taken away begins a formula, and no words of a"
            " mail a line of its head."
        ),
        (f"{_BASE}tables.py::TestWriting", f"{_POST}mime.py::TestHeaders"),
        (
            (
                f"{_BASE}tables.py::TestWriting"
                "::test_control_a_cell_that_is_not_quoted_begins_one"
            ),
            (
                f"{_POST}mime.py::TestHeaders"
                "::test_control_without_the_guards_a_header_would_get_in"
            ),
        ),
    ),
    Proof(
        "asking",
        "S10",
        _("Of other servers it asks none that stands inside, and reads but a little."),
        (f"{_BASE}fetching.py::TestIsPublic", f"{_BASE}fetching.py::TestAsk"),
        (f"{_BASE}fetching.py::TestAsk::test_unasked_it_would_go_inside",),
    ),
    Proof(
        "slowed",
        "S13",
        _("Whoever guesses or does too much is slowed, and shuts nobody else out."),
        (
            f"{_BASE}rates.py::TestDoor",
            "fourthp/accounts/tests/test_guesses.py",
        ),
        (
            f"{_BASE}rates.py::TestDoor::test_control_without_the_guard_nobody_is_slowed",
            (
                "fourthp/accounts/tests/test_guesses.py"
                "::test_counted_by_the_account_alone_the_owner_would_be_out"
            ),
        ),
    ),
    Proof(
        "envelope",
        "S14",
        _("The outside of a mail says nothing of what is in it."),
        (
            f"{_POST}letters.py::TestPreview",
            (
                f"{_POST}mime.py::TestMailBytes"
                "::test_says_nothing_of_the_letter_on_the_outside"
            ),
        ),
        (
            f"{_POST}letters.py::TestPreview::test_control_a_telling_reason_would_be_found",
        ),
    ),
    Proof(
        "whole",
        "R1",
        _("A change is made as a whole or not at all, whichever step of it fails."),
        (f"{_SAFETY}sweep.py::test_a_change_is_whole_or_was_never_there",),
        (f"{_SAFETY}sweep.py::test_a_change_outside_a_transaction_is_found",),
    ),
    Proof(
        "inventory",
        "S12",
        _("Every stored field has a class, a time at which it goes, and plain words."),
        (
            (
                f"{_SAFETY}inventory.py"
                "::test_every_field_of_every_model_is_in_the_data_inventory"
            ),
            f"{_SAFETY}what_we_hold.py::test_every_field_of_the_inventory_stands_there",
        ),
        (f"{_SAFETY}inventory.py::test_a_field_that_nobody_describes_is_found",),
    ),
    Proof(
        "forgetting",
        "S12",
        _("What has a time goes when that has come."),
        (
            f"{_SAFETY}forgetting.py::TestDatedRows::test_none_stays_past_its_date",
            (
                f"{_SAFETY}forgetting.py::TestPeople"
                "::test_who_left_goes_after_two_years_with_account_and_factors"
            ),
        ),
        (
            (
                f"{_SAFETY}forgetting.py::TestDatedRows"
                "::test_a_room_that_forgets_to_forget_is_found"
            ),
        ),
    ),
    Proof(
        "package",
        "S12",
        _(
            "Somebody gets all that is held of them, each thing that is left out with"
            " its reason, and nothing that is said of who shares an address."
        ),
        (
            (
                f"{_SAFETY}subjects.py::TestPackage"
                "::test_holds_all_that_a_whole_life_left"
            ),
            f"{_SAFETY}subjects.py::TestPackage::test_holds_nothing_of_anybody_else",
            "fourthp/partnership/tests/test_known_as.py::TestSharedAddresses",
        ),
        (
            (
                f"{_SAFETY}subjects.py::TestPackage"
                "::test_a_canary_that_a_room_lets_through_is_found"
            ),
        ),
    ),
    Proof(
        "erased",
        "S12",
        _(
            "Of somebody who is erased no name or address stands in a table of people,"
            " or in the database’s files once a worker wrote these anew. Words of"
            " others, sealed mails to others of the last 30 days, and copies stay."
        ),
        (
            (
                "fourthp/partnership/tests/test_erasing.py::TestErasePerson"
                "::test_nothing_in_the_database_says_who_she_was"
            ),
            (
                f"{_SAFETY}erased.py::TestBytes"
                "::test_no_byte_of_her_is_in_the_databases_own_files"
            ),
        ),
        (
            (
                f"{_SAFETY}erased.py::TestBytes"
                "::test_without_the_files_written_anew_they_are_found"
            ),
        ),
    ),
    Proof(
        "struck",
        "S15",
        _(
            "Words that are struck stand in no row, no mail that is kept and no file of"
            " the database. What was read, printed, taken along or copied before stays."
        ),
        (
            f"{_SAFETY}struck.py::TestStruck::test_no_row_and_no_file_holds_the_words",
            (
                f"{_SAFETY}struck.py::TestBytes"
                "::test_no_byte_of_them_is_in_the_databases_own_files"
            ),
        ),
        (
            (
                f"{_SAFETY}struck.py::TestBytes"
                "::test_without_the_files_written_anew_they_are_found"
            ),
        ),
    ),
    Proof(
        "sealed",
        "S12",
        _(
            "Words of mails, sheets that were handed in and second factors cannot be"
            " read from a copy of the database alone; passwords are fingerprints."
        ),
        (f"{_SAFETY}what_we_hold.py::TestAStolenDatabase",),
        (
            (
                f"{_SAFETY}what_we_hold.py::TestAStolenDatabase"
                "::test_what_is_said_to_be_readable_is"
            ),
        ),
    ),
    Proof(
        "record",
        "S11",
        _(
            "Beside the note that a witness kept, a change of the record of acts up to"
            " that day shows: edited, deleted, put in another order, cut off, or made"
            " anew with the program’s own key. Without such a note the last does not."
        ),
        (
            "fourthp/audit/tests/test_queries.py::TestFaultsOfRecord",
            "fourthp/audit/tests/test_against.py::TestFaultsAgainst",
        ),
        (
            (
                "fourthp/audit/tests/test_against.py::TestFaultsAgainst"
                "::test_inside_and_beside_the_database_a_record_made_anew_looks_whole"
            ),
        ),
    ),
    Proof(
        "guard",
        "S15",
        _(
            "A guard reads every box for free words, and refuses what it takes for"
            " telling who a victim is. Of the made-up texts of a corpus it misses some."
        ),
        (
            f"{_SAFETY}guarded_forms.py::test_every_box_for_free_words_is_read",
            "fourthp/partnership/tests/test_guard_corpus.py",
        ),
        (f"{_SAFETY}guarded_forms.py::test_a_box_that_nobody_reads_is_found",),
    ),
    Proof(
        "killed",
        "R1",
        _("What was acknowledged is there, however often the program is killed."),
        (
            (
                f"{_SAFETY}killed.py"
                "::test_what_was_acknowledged_is_there_once_after_every_kill"
            ),
        ),
    ),
)
