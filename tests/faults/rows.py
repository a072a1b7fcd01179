"""The fault table as data: each row, what is injected, which tests show it, and what does not hold.

The one place that names them; `python -m tests.faults.table` runs the tests and writes docs/faults.md.
"""

from __future__ import annotations

from dataclasses import dataclass

STORE = "tests/adapters/test_store_faults.py"
SQLITE = "tests/adapters/test_store_sqlite.py"
CONTRACT = "tests/adapters/test_store_contract.py"
VERIFY = "tests/audit/test_verify.py"
KILL = "tests/terminal/test_kill.py"
DISK = "tests/terminal/test_disk.py"
CONSOLES = "tests/faults/test_consoles.py"
STORAGE = "tests/faults/test_storage.py"
SITES = "tests/faults/test_sites.py"
ENDS = "tests/audit/test_ends.py"
PLACE = "tests/adapters/test_console_place.py"
NOTE = "tests/log/test_note.py"


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. tests: node ids without parameters. but: what does not hold, or is not there at all."""

    id: str
    fault: str
    holds: str
    tests: tuple[str, ...]
    but: str = ""


def _of(path: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{path}::test_{name}" for name in names)


ROWS = (
    Row(
        "F1",
        "kill -9 at random moments: 200 times in one file, and at 100 moments of a drill",
        "every acknowledged entry is there, in order; the drill goes on to the end it would have had",
        (
            *_of(STORE, "killed_two_hundred_times_nothing_acknowledged_is_lost"),
            *_of(STORE, "killed_while_it_is_being_made"),
            *_of(KILL, "killed_at_a_hundred_moments_it_goes_on_to_the_same_end"),
            *_of(KILL, "killed_again_and_again_in_one_drill"),
            *_of(KILL, "what_was_shown_before_the_kill_is_in_the_log"),
        ),
    ),
    Row(
        "F2",
        "the power goes: a reflink of the disk under ext4, 50 times (root, btrfs)",
        "every acknowledged entry is there",
        _of("tests/faults/test_power_cut.py", "fifty_power_cuts_lose_nothing_acknowledged"),
    ),
    Row(
        "F3",
        "the power goes at SQLite's file layer, unsynced sectors torn and reordered, 400 points",
        "every acknowledged entry is there, no store is corrupt; the harness sees losses where there are some",
        _of(
            "tests/faults/test_crash_vfs.py",
            "four_hundred_power_cuts_with_torn_sectors_lose_nothing",
            "the_cuts_can_lose_something_where_commits_are_not_synced",
        ),
    ),
    Row(
        "F4",
        "a crash between commit and screen, and between the store and the checkpoint file",
        "no entry twice, the same story after it; the checkpoint file is caught up with",
        (
            *_of(
                "tests/terminal/test_cuts.py",
                "a_cut_after_a_deed_and_before_the_station_answers",
                "a_cut_anywhere_in_the_first_minutes",
                "a_cut_after_two_hundred_entries",
            ),
            *_of(STORAGE, "a_crash_between_store_and_checkpoint_file_is_caught_up_with"),
        ),
    ),
    Row(
        "F5",
        "the disk is full: a tmpfs of 3.5 to 6 MiB, a limit on the size of files",
        "said in a sentence, nothing is confirmed as recorded; goes on when there is space",
        (
            *_of(STORE, "a_full_disk_is_named_and_nothing_is_lost"),
            *_of(STORE, "an_open_store_goes_on_when_space_is_freed"),
            *_of(STORE, "a_limit_on_the_size_of_files_is_named"),
            *_of(DISK, "a_disk_that_fills_during_a_drill", "a_disk_without_room_for_a_store"),
        ),
    ),
    Row(
        "F6",
        "write and sync fail (strace makes pwrite64 and fdatasync answer EIO, ENOSPC)",
        "never acknowledged; the connection is given up and the log read again",
        (
            *_of(STORAGE, "a_write_or_sync_that_fails_is_never_acknowledged"),
            *_of(STORE, "a_failed_sync_is_never_acknowledged"),
        ),
    ),
    Row(
        "F7",
        "the disk is mounted read-only",
        "a run is refused in a sentence; what is there can be listed, shown and verified",
        (
            *_of(STORAGE, "a_disk_mounted_read_only_refuses_a_run_and_can_be_viewed"),
            *_of(STORE, "a_store_on_a_disk_that_cannot_be_written"),
        ),
    ),
    Row(
        "F8",
        "one bit flipped: in entries, leaves, checkpoints, signatures, and anywhere in both files (400)",
        "named by index; nothing that is read otherwise is called intact and witnessed",
        (
            *_of(
                VERIFY,
                "any_bit_of_an_entry_leaf_or_checkpoint_is_named",
                "any_bit_of_the_files_leaves_a_verdict_that_is_true",
                "any_bit_of_the_file_outside_is_named",
                "a_bit_in_any_cosignature_lets_the_verdict_fall",
            ),
            *_of(STORE, "every_bit_flipped_in_an_entry_or_its_leaf_is_named_by_index"),
            *_of(STORE, "a_bit_flipped_anywhere_is_named_or_changes_nothing_that_is_read"),
        ),
    ),
    Row(
        "F9",
        "the store's file cut at n bytes, its last page lost",
        "incomplete or unreadable, never intact; cut back everywhere to an older witnessed checkpoint: "
        "never witnessed unless the witness says so",
        (
            *_of(VERIFY, "a_store_cut_at_any_byte_is_never_intact"),
            *_of(VERIFY, "a_cut_tail_is_incomplete_with_its_number"),
            *_of(
                "tests/audit/test_listing.py",
                "a_log_of_which_every_entry_is_gone_is_incomplete",
                "a_log_cut_back_everywhere_to_a_witnessed_checkpoint_is_told_by_the_witness",
                "an_open_run_is_witnessed_only_when_its_witness_says_that_it_saw_no_more",
                "what_was_taken_out_of_a_store_is_told_by_its_numbers",
            ),
            *_of(STORE, "a_file_cut_short_is_named_or_gives_a_shorter_whole"),
        ),
    ),
    Row(
        "F10",
        "the write-ahead log of a killed program deleted, cut, flipped",
        "the shortfall against the file outside is reported with its number",
        (
            *_of(STORAGE, "a_log_beside_the_store_that_is_cut_or_flipped_never_hides_a_shortfall"),
            *_of(VERIFY, "a_deleted_write_ahead_log_shows_the_shortfall"),
            *_of(SQLITE, "a_log_whose_store_is_gone_is_not_thrown_away"),
        ),
    ),
    Row(
        "F11",
        "entries changed and all hashes made anew; rows deleted, swapped, inserted, moved; "
        "the list of runs, the origin, the checkpoints changed or taken out",
        "altered at N; checkpoints taken out: never witnessed",
        (
            *_of(
                VERIFY,
                "an_altered_entry_with_leaf_and_chain_made_anew_is_altered",
                "an_altered_entry_with_its_leaf_alone_made_anew_is_altered",
                "rows_deleted_swapped_inserted_or_moved_are_named",
                "a_hole_between_rows_is_named",
            ),
            *_of(
                "tests/audit/test_listing.py",
                "a_line_in_the_list_of_runs_that_was_changed_is_altered",
                "an_origin_taken_out_of_the_first_entry_leaves_the_checkpoints_in_force",
                "checkpoints_taken_out_of_the_store_keep_it_from_being_witnessed",
            ),
            *_of(
                ENDS,
                "a_first_entry_that_does_not_fit_is_altered_though_all_of_it_is_signed_anew",
                "a_text_of_the_procedure_that_was_changed_is_altered",
                "an_entry_put_behind_the_close_is_altered_there",
                "what_a_review_saw_of_a_run_is_held_against_it",
            ),
        ),
    ),
    Row(
        "F12",
        "log and checkpoints rebuilt with the stolen site key",
        "forked while one older checkpoint is left anywhere, else unwitnessed; the witness refuses it",
        (
            *_of(VERIFY, "a_log_rebuilt_with_the_stolen_site_key_is_forked"),
            *_of("tests/witness/test_rules.py", "a_rebuilt_log_gets_no_cosignature"),
            *_of(
                "tests/witness/test_signing.py",
                "a_signature_moved_or_changed_is_named_by_its_entry",
            ),
        ),
    ),
    Row(
        "F13",
        "two consoles, two programs, the same next index",
        "one gets a conflict, reads again, shows the other's act, is asked again; never a silent retry",
        (
            *_of(CONSOLES, "two_consoles_with_one_index_the_second_is_told_and_shows_the_other"),
            *_of(STORE, "two_programs_with_the_same_next_index"),
            *_of(SQLITE, "of_two_consoles_with_one_index_the_second_is_told"),
            *_of(
                "tests/terminal/test_two_programs.py",
                "looking_at_a_store_that_is_written_loses_nothing",
            ),
        ),
    ),
    Row(
        "F14",
        "another program holds the lock: 0.2 s, 5 s",
        "it is waited for and the screen says so, then it is named; what people did meanwhile is listed in the log by "
        "name, and kept on the screen to be given again by one key, never by itself",
        (
            *_of(
                CONSOLES,
                "a_lock_held_elsewhere_is_named_and_what_was_not_recorded_stands_in_the_log",
            ),
            *_of(STORE, "a_lock_held_elsewhere_is_waited_for_and_then_named"),
            *_of(
                "tests/tui/test_bridge.py",
                "a_slow_disk_freezes_neither_the_screen_nor_the_clock",
            ),
            *_of(
                "tests/tui/test_beside_an_input.py",
                "what_could_not_be_recorded_is_kept_and_given_again_by_one_key_only",
            ),
        ),
    ),
    Row(
        "F15",
        "the wall clock goes back 1 h, forward 1 year, stands still (injected)",
        "order by index, timers by the monotonic clock; an entry says so, the findings list it",
        (
            *_of(CONSOLES, "a_clock_that_steps_changes_neither_order_nor_timers"),
            *_of(
                "tests/audit/test_pages.py", "the_rule_is_shown_by_its_example_and_not_by_the_other"
            ),
            *_of(
                PLACE,
                "a_step_a_sleep_or_another_state_is_an_entry",
                "the_step_stands_in_the_log_before_what_was_done_after_it",
            ),
        ),
    ),
    Row(
        "F16",
        "the machine sleeps for a day (injected monotonic clock)",
        "an entry says how long it slept, the expiry is logged late after it; when it was due follows from the "
        "entry into the step and stands in the finding `late-entry`",
        (
            *_of(CONSOLES, "a_machine_that_slept_notices_late_and_both_times_stand_in_the_log"),
            *_of(
                "tests/audit/test_pages.py", "the_rule_is_shown_by_its_example_and_not_by_the_other"
            ),
            *_of(PLACE, "what_time_alone_brings_stands_after_the_sleep_that_kept_it"),
        ),
    ),
    Row(
        "F17",
        "link loss between sites: logs sent again and again as they grew, lost, doubled, out of order, all at once",
        "any order of delivery gives the same store and the same roots; a copy that is behind catches up",
        (
            *_of(
                SITES,
                "any_order_of_delivery_with_repetitions_gives_the_same_store",
                "a_copy_that_is_behind_is_no_fork_and_catches_up",
            ),
            *_of(
                "tests/cli/test_import.py",
                "it_comes_in_as_it_was_and_twice_is_once",
                "a_beginning_is_gone_on_with",
                "another_run_of_that_name_is_not_touched",
            ),
        ),
    ),
    Row(
        "F18",
        "a run copied to a second site and gone on with at both: the same step done twice",
        "forked, with the first entry that differs and both heads; a person settles it, nothing is merged, and list, "
        "verify and report of the run say what was settled",
        _of(
            SITES,
            "the_same_step_done_at_both_sites_is_a_conflict_with_its_entry_and_both_heads",
            "a_person_settles_a_conflict_with_a_reason_and_both_copies_stay",
            "two_histories_of_one_run_in_one_store_are_forked",
        ),
    ),
    Row(
        "F19",
        "the answer to a commit is lost, after it was done and before",
        "read back by its bytes: no entry twice, none called failed that is there",
        (
            *_of(
                CONSOLES,
                "an_answer_that_is_lost_is_read_back_and_nothing_is_doubled_or_called_failed",
                "an_answer_that_can_be_read_back_only_later_is_not_counted_as_lost",
            ),
            *_of(CONTRACT, "the_same_entry_again_is_recognised"),
        ),
    ),
    Row(
        "F20",
        "an old log and this version; a log or store of a later version and this one",
        "read, or refused by naming the version; the hashes are what they were",
        (
            *_of("tests/audit/test_released.py", "a_kept_log_is_what_it_was", "a_kept_log_replays"),
            *_of("tests/audit/test_released_evidence.py", "a_kept_bundle_is_what_it_was"),
            *_of("tests/log/test_entry.py", "a_newer_entry_says_what_to_do"),
            *_of(SQLITE, "a_store_of_a_newer_version_is_left_alone"),
            *_of(SQLITE, "a_store_of_the_first_layout_is_read_as_it_is"),
            *_of(
                "tests/cli/test_audit.py", "an_entry_of_a_later_format_is_named_and_kept_as_it_is"
            ),
        ),
    ),
    Row(
        "F21",
        "the server of the store restarts, fails over, loses a notice",
        "",
        (),
        "NOT APPLICABLE: the store is a file; there is no server.",
    ),
    Row(
        "F22",
        "a log of 1,000,000 entries is verified, against one of 10,000",
        "memory stays flat; speed is held by `make bench`",
        _of(STORAGE, "a_million_entries_are_verified_in_the_memory_of_ten_thousand"),
    ),
    Row(
        "T1",
        "the tail removed and the log gone on with (CVE-2023-31438)",
        "forked against any older checkpoint",
        _of(VERIFY, "a_tail_removed_and_the_log_continued_is_forked"),
    ),
    Row(
        "T2",
        "signed with a key that was not, or no longer, valid; old entries signed anew (CVE-2023-31439)",
        "the validity of a person's and of a site's key is judged at the time of signing: that of the entries, and that "
        "at which a witness saw them",
        (
            *_of(
                "tests/witness/test_signing.py",
                "a_key_revoked_before_it_signed_is_named_and_never_witnessed",
                "every_change_of_keys_is_an_entry_that_can_be_verified",
            ),
            *_of(
                "tests/audit/test_dates.py",
                "old_entries_signed_again_with_todays_key_are_altered",
                "a_site_key_given_up_and_what_it_signs_afterwards",
                "what_no_witness_saw_before_the_key_was_given_up_is_not_witnessed",
            ),
        ),
    ),
    Row(
        "T3",
        "signatures and cosignatures stripped (systemd#15425)",
        "missing is a failure of policy: incomplete, or unwitnessed",
        _of(
            VERIFY,
            "stripped_signatures_are_a_failure",
            "stripped_cosignatures_leave_it_unwitnessed",
        ),
    ),
    Row(
        "T4",
        "the verifier is given a wrong key (systemd#11524)",
        "never intact",
        _of(VERIFY, "a_wrong_key_always_fails"),
    ),
    Row(
        "T5",
        "garbage round a note, too many signatures, control characters, odd and huge sizes",
        "refused",
        _of(
            NOTE,
            "a_note_that_departs_from_the_format_is_refused",
            "a_checkpoint_that_departs_from_the_format_is_refused",
            "a_key_that_departs_from_the_format_is_refused",
            "a_proof_that_departs_from_the_format_is_refused",
        ),
    ),
)
