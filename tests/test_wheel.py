"""The built wheel is the whole product: installed elsewhere, it starts and answers."""

import http.client
import os
import re
import site
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Filling the demonstration country is most of it, on a machine that runs other tests meanwhile.
PATIENCE = 180


def pip(*words):
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("assess-*.whl"))


@pytest.fixture(scope="module")
def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """An environment that has the project from the wheel alone, and what it is built on from this one.

    A folder named in a .pth file is searched, but the .pth files inside it are not read: the checkout stays out.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    packages = next((folder / "venv").glob("lib/python*/site-packages"))
    (packages / "built_on.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    pip("--python", str(folder / "venv"), "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    return folder


def clean_environment(**extra):
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ASSESS_", "PYTHON", "COV_"))}
    return kept | extra


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        ("assess/bundle/templates/base.html", 1),
        ("assess/bundle/standards/*.yaml", 9),
        ("assess/static/dist/*.css", 1),
        ("assess/static/dist/*.js", 1),
        ("assess/*.woff2", 1),
        ("assess/pdf/*.ttf", 2),
        ("assess/geo/states.json", 1),
        ("assess/migrations/versions/*.py", 1),
        ("assess/translations/es/LC_MESSAGES/messages.mo", 1),
        ("assess/translations/en/LC_MESSAGES/messages.mo", 1),
    ],
)
def test_the_wheel_holds(names, pattern, least):
    assert len([name for name in names if fnmatch(name, pattern)]) >= least


@pytest.mark.parametrize(
    ("folder", "inside"),
    [("assess", "assess"), ("templates", "assess/bundle/templates"), ("standards", "assess/bundle/standards")],
)
def test_no_file_of_the_checkout_stays_behind(names, folder, inside):
    files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert files
    assert {f"{inside}/{path.relative_to(ROOT / folder)}" for path in files} - names == set()


def test_nothing_but_the_product_is_in_the_wheel(names):
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"assess"}


def test_the_demonstration_runs_where_there_is_no_checkout(elsewhere):
    port, log, assess = free_port(), elsewhere / "log", elsewhere / "venv" / "bin" / "assess"
    environment = clean_environment(ASSESS_INSTANCE=str(elsewhere / "instance"))
    few = [assess, "demo", "--facilities", "3"]  # a whole country would only take longer
    subprocess.run(few, cwd=elsewhere, env=environment, check=True, capture_output=True)
    with log.open("w") as output:
        process = subprocess.Popen(
            [assess, "run", "--demo", "--port", str(port)],
            cwd=elsewhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health", process, log)
            page = fetch(f"http://127.0.0.1:{port}/")
            assert 'type="password"' in page
            style = re.search(r'href="([^"]+\.css[^"]*)"', page)
            assert style, page
            assert "{" in fetch(f"http://127.0.0.1:{port}{style[1]}")
        finally:
            process.terminate()
            process.wait(timeout=30)
    assert (elsewhere / "instance" / "demo.sqlite").exists()
    assert "Traceback" not in log.read_text()


def fetch(url):
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read().decode()


def wait_for(url, process, log):
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        assert process.poll() is None, log.read_text()
        try:
            return fetch(url)
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"{url} did not answer: {log.read_text()}")
