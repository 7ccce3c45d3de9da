"""Workers killed at the worst moment: every reader gets their mail, and a second copy only with the same id."""

from tests.databases import Database
from tests.messages.killing import deliver_under_fire

MAILS, KILLS = 20, 2


def test_killed_with_mails_in_hand_every_reader_gets_theirs(database: Database) -> None:
    outcome = deliver_under_fire(database, mails=MAILS, kills=KILLS)

    assert len(outcome.mails) == MAILS
    assert outcome.duplicates <= outcome.kills
    assert {len(ids) for ids in outcome.ids.values()} == {1}
