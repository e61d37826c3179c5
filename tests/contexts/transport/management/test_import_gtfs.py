"""The command that imports timetables: from zips, folders and addresses; what it says and how it ends."""

from __future__ import annotations

import functools
import io
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from contexts.transport.errors import FeedUnreachable
from contexts.transport.gateways import feed_source
from contexts.transport.management.commands.import_gtfs import Bar
from contexts.transport.models import Feed, FeedVersion
from tests.contexts.transport.gtfs_files import folder_of, zip_of
from tests.support.strangers import (
    PUBLIC_ONLY,
    SPELLINGS,
    listening,
    redirect,
    response,
    stranger,
)


@pytest.fixture(autouse=True)
def _root(settings):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        settings.RIZ_TRANSPORT_FOLDER = folder
        yield


@pytest.fixture
def address(tmp_path):
    served = tmp_path / "served"
    zip_of(served / "feed.zip")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(served))
    handler.func.log_message = lambda *_: None
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_gtfs", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.mark.django_db
class TestTheCommand:
    def test_it_imports_and_says_what(self, tmp_path):
        text = run(
            str(zip_of(tmp_path / "a.zip")), "--feed", "buses", "--name", "Buses", "--long-distance"
        )

        assert "buses: imported; 3 stops, 1 lines, 1 patterns, 2 trips, 6 events" in text
        assert "searched from now on" in text
        assert Feed.objects.get().is_long_distance
        assert "nothing to do" in run(str(tmp_path / "a.zip"), "--feed", "buses")
        assert Feed.objects.get().is_long_distance

    def test_a_folder_not_searched_yet(self, tmp_path):
        text = run(str(folder_of(tmp_path / "a")), "--feed", "buses", "--no-activate")

        assert "searched" not in text
        assert not FeedVersion.objects.get().is_active

    def test_a_dry_run(self, tmp_path):
        text = run(str(zip_of(tmp_path / "a.zip")), "--feed", "buses", "--dry-run")

        assert "buses: checked; 3 stops" in text
        assert not Feed.objects.exists()

    def test_what_can_not_be_used_ends_in_an_error(self, tmp_path):
        with pytest.raises(CommandError, match="The running timetable is as it was") as refusal:
            run(str(zip_of(tmp_path / "a.zip", stops="")), "--feed", "buses")
        assert refusal.value.returncode == 1

    def test_a_slug_that_is_none_is_refused(self, tmp_path):
        with pytest.raises(CommandError, match="not acceptable"):
            run(str(zip_of(tmp_path / "a.zip")), "--feed", "../x")


@pytest.mark.django_db(transaction=True)
class TestAddresses:
    def test_it_is_got_and_imported(self, address):
        assert "buses: imported" in run(f"{address}/feed.zip", "--feed", "buses")
        assert Feed.objects.get().source == f"{address}/feed.zip"

    def test_an_address_without_a_feed(self, address):
        with pytest.raises(CommandError, match="answered 404"):
            run(f"{address}/nothing.zip", "--feed", "buses")
        assert not Feed.objects.exists()

    def test_too_much_is_refused(self, address, tmp_path):
        with pytest.raises(FeedUnreachable):
            feed_source.download(f"{address}/feed.zip", tmp_path / "x", largest=100)

    def test_no_address_leads_inside_however_it_is_written(self, settings):
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = []
        with listening() as listener:
            written = [spelling for spelling in SPELLINGS if "://" in spelling]
            assert len(written) >= 60
            for spelling in written:
                with pytest.raises(CommandError, match="none that may be asked"):
                    run(spelling.format(port=listener.port), "--feed", "buses")
            assert listener.connections() == 0
        assert not Feed.objects.exists()

    def test_a_redirect_is_followed_and_none_leads_inside(self, settings, tmp_path):
        settings.RIZ_OUTGOING_PRIVATE_NETWORKS = PUBLIC_ONLY
        feed = response(zip_of(tmp_path / "feed.zip").read_bytes())
        with stranger(lambda asked: feed if b"GET /feed" in asked else redirect("/feed")) as there:
            assert "buses: imported" in run(there.url(), "--feed", "buses")
        with listening() as listener:
            with (
                stranger(redirect(f"http://127.0.0.1:{listener.port}/")) as there,
                pytest.raises(CommandError, match="none that may be asked"),
            ):
                run(there.url(), "--feed", "buses")
            assert listener.connections() == 0


@pytest.mark.django_db
def test_the_demo_network_is_loaded_and_loaded_again():
    first, second = io.StringIO(), io.StringIO()
    call_command("load_demo_network", stdout=first)
    call_command("load_demo_network", stdout=second)

    assert first.getvalue().count("searched from now on") == 3
    assert second.getvalue().count("nothing to do") == 3
    far = Feed.objects.filter(is_long_distance=True).values_list("slug", flat=True)
    assert {"india_flights", "india_trains"} <= set(far)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestTheBar:
    def test_it_grows_on_a_terminal_and_is_cleared(self):
        out = Terminal()
        bar = Bar(out)
        bar.show("stop_times.txt", 0.5)
        bar.end()

        assert f"[{'#' * 15}{'.' * 15}]  50% stop_times.txt" in out.getvalue()
        assert out.getvalue().endswith(" \r")

    def test_elsewhere_nothing_is_shown(self):
        out = io.StringIO()
        Bar(out).show("stop_times.txt", 0.5)

        assert out.getvalue() == ""
