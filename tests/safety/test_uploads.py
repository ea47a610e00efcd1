"""An upload never lies outside the home, nor longer than it takes."""

import os
import time
from pathlib import Path
from stat import S_IMODE

import pytest
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.utils import timezone

from fourthp.config.home import arriving_folder, prepare_home
from fourthp.foundation.tasks import FILES_STAY, sweep_kept_files

DAY = FILES_STAY.total_seconds()


@pytest.fixture
def home(tmp_path, settings):
    prepare_home(tmp_path / "home")
    settings.HOME = tmp_path / "home"
    settings.FILE_UPLOAD_TEMP_DIR = arriving_folder(settings.HOME)
    return settings.HOME


def test_the_program_receives_uploads_in_its_home():
    assert arriving_folder(settings.HOME) == settings.FILE_UPLOAD_TEMP_DIR


def test_a_large_upload_lies_in_a_folder_of_the_home_that_is_its_owners(home):
    with TemporaryUploadedFile("list.csv", "text/csv", 3_000_000, None) as upload:
        assert Path(upload.temporary_file_path()).parent == arriving_folder(home)
    assert S_IMODE(arriving_folder(home).stat().st_mode) == 0o700


def test_a_folder_that_was_opened_to_others_is_closed_again(home):
    arriving_folder(home).chmod(0o755)
    prepare_home(home)
    assert S_IMODE(arriving_folder(home).stat().st_mode) == 0o700


def test_what_a_killed_process_left_is_swept_and_what_arrives_now_is_not(home):
    left, now = (arriving_folder(home) / name for name in ("left.upload", "now.upload"))
    for file, age in ((left, DAY + 60), (now, 60)):
        file.write_text("Asha Bell")
        os.utime(file, times=(time.time() - age,) * 2)
    sweep_kept_files(timezone.now())
    assert not left.exists()
    assert now.exists()
