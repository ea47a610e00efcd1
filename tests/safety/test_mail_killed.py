"""R3: no mail is lost, and one at most is sent twice for each worker that is killed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import ROOT

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("DATABASE_URL")), reason="kills a home with its own file"
)
SENT = re.compile(r"(\d+) kills, (\d+) lost, (\d+) sent twice")

# Fill a home with two messages, and let one worker send them.
FILL = """
import bench.post as post
post.prepare_home(post.settings.HOME)
post.bring_up_to_date(verbosity=0)
news = post.News(post.NEWS_BUNDLE, post.bulletin)
post.tell(post.make_members(2), news, by=post.Host(), now=post.now())
"""
WORK = """
import os, signal
import bench.post as post
from fourthp.foundation.clock import now
from fourthp.foundation.worker import Worker
from fourthp.post.operations import outcomes, sending
{fault}
postman = sending.Postman(Worker())
postman.work(now=now(), is_over=lambda: False)
left = post.Message.objects.filter(state="waiting").count()
print("left", left)
"""
# The server has said 250, and nothing is noted of it yet.
DIES = """
outcomes._put = lambda *_a, **_m: os.kill(os.getpid(), signal.SIGKILL)
"""


def run(home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "", "FOURTHP_DEMO": "", "DATABASE_URL": ""}
        | {"FOURTHP_HOME": str(home), "PYTHONPATH": str(ROOT)}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.deep
@pytest.mark.parametrize(("count", "kills"), [(150, 3), (10_000, 40)])
def test_killed_at_random_workers_lose_none(tmp_path, count, kills):
    done = run(tmp_path, "-m", "bench.post", str(count), str(kills))
    found = SENT.search(done.stdout)
    assert found, done.stderr[-2_000:]
    killed, lost, twice = map(int, found.groups())
    assert killed == kills
    assert lost == 0
    assert twice <= kills


class TestKilledBeforeItIsNoted:
    @pytest.fixture
    def server(self, tmp_path):
        log, port = tmp_path / "taken", tmp_path / "port"
        command = [sys.executable, "-m", "fourthp.post.tests.servers"]
        server = subprocess.Popen(
            [*command, "--port-file", str(port), "--log", str(log)], cwd=ROOT
        )
        try:
            while not port.exists():
                assert server.poll() is None
            yield f"smtp://localhost:{port.read_text()}", log
        finally:
            server.terminate()
            server.wait()

    @staticmethod
    def work(home: Path, address: str, fault: str = "", clock: str = ""):
        code = WORK.format(fault=fault)
        return run(home, "-c", code, FOURTHP_MAIL=address, FOURTHP_CLOCK=clock)

    def test_a_message_comes_twice_with_one_id(self, tmp_path, server):
        address, log = server
        home = tmp_path / "home"
        assert run(home, "-c", FILL).returncode == 0
        assert self.work(home, address, DIES).returncode == -9
        assert len(log.read_text().split("\n")) == 2  # one line, and its end
        # Its lease holds still: the other message goes, and this one not.
        assert "left 1" in self.work(home, address).stdout
        later = "2099-01-01T00:00+00:00"
        assert "left 0" in self.work(home, address, clock=later).stdout
        ids = [line.split()[0] for line in log.read_text().splitlines()]
        assert len(ids) == 3
        assert len(set(ids)) == 2
        assert "left 0" in self.work(home, address, clock=later).stdout
        assert len(log.read_text().splitlines()) == 3
