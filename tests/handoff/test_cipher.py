"""The cipher: what is sealed opens with our keys alone, also after they changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from handoff.cipher import FieldCipher, add_key
from handoff.errors import BadKeyFile, SealBroken

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_what_is_sealed_comes_back_and_cannot_be_read_before(text: str) -> None:
    cipher = FieldCipher([OLD])
    assert cipher.open(cipher.seal(text)) == text
    assert len(text) < 4 or text not in cipher.seal(text)


def test_text_that_no_database_can_hold_is_sealed_without_it() -> None:
    cipher = FieldCipher([OLD])
    assert cipher.open(cipher.seal("a\ud800b")) == "a?b"


def test_a_seal_does_not_open_with_a_foreign_key() -> None:
    with pytest.raises(SealBroken, match="key file"):
        FieldCipher([NEW]).open(FieldCipher([OLD]).seal("Maria"))


def test_a_seal_that_was_changed_does_not_open() -> None:
    sealed = FieldCipher([OLD]).seal("Maria")
    with pytest.raises(SealBroken):
        FieldCipher([OLD]).open(sealed[:-6] + "AAAA==")


def test_after_a_change_of_keys_old_seals_open_and_are_renewed() -> None:
    sealed = FieldCipher([OLD]).seal("Maria")
    both = FieldCipher([NEW, OLD])
    assert both.open(sealed) == "Maria"
    assert FieldCipher([NEW]).open(both.renew(sealed)) == "Maria"


def test_fingerprints_find_a_contact_again_under_every_key_and_say_nothing() -> None:
    before, both = FieldCipher([OLD]).fingerprint("maria@example.com"), FieldCipher([NEW, OLD])
    assert before in both.fingerprints("maria@example.com")
    assert both.fingerprint("maria@example.com") != before
    assert both.fingerprint("maria@example.org") not in both.fingerprints("maria@example.com")


def test_a_missing_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "fields.key"
    sealed = FieldCipher.from_file(path).seal("Maria")
    assert path.stat().st_mode & 0o777 == 0o600
    assert FieldCipher.from_file(path).open(sealed) == "Maria"
    assert [left.name for left in path.parent.iterdir()] == ["fields.key"]


def test_several_processes_that_make_the_file_at_once_end_up_with_one_key(tmp_path: Path) -> None:
    start, made = threading.Barrier(8), []

    def make() -> None:
        start.wait()
        made.append(FieldCipher.from_file(tmp_path / "fields.key"))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sealed = made[0].seal("Maria")
    assert [cipher.open(sealed) for cipher in made] == ["Maria"] * 8


def test_a_new_key_goes_on_top_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "fields.key"
    sealed = FieldCipher.from_file(path).seal("Maria")
    add_key(path)
    assert len(path.read_text().split()) == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert FieldCipher.from_file(path).open(sealed) == "Maria"


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "fields.key"
    FieldCipher.from_file(path)
    path.chmod(0o644)
    with pytest.raises(BadKeyFile, match="chmod 600"):
        FieldCipher.from_file(path)


@pytest.mark.parametrize("content", ["", "\n", "not a key\n"])
def test_a_file_without_a_key_in_it_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "fields.key"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(BadKeyFile):
        FieldCipher.from_file(path)
